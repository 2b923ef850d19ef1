'use strict';
/*
 * Drawing a region: polygons in the plane of two columns, which are never changed but replaced, so that a step back is the list
 * that was there before.  The rows' outcomes and the thresholds' sums come with the page; here rows are only counted.
 */
(() => {
	const data = JSON.parse(document.getElementById('region-data').textContent);
	const byId = id => document.getElementById(id);
	const stage = byId('stage'), picture = stage.querySelector('svg');

	/* Exact predicates: as lib/math/polygon.c has them, to the same answer for every point. */

	const bits = new DataView(new ArrayBuffer(8));

	/* The double times 2^1074, a whole number. */
	function whole(x) {
		bits.setFloat64(0, x);
		const b = bits.getBigUint64(0), exponent = b >> 52n & 2047n;
		const digits = b & (1n << 52n) - 1n | (exponent ? 1n << 52n : 0n);
		return (b >> 63n ? -digits : digits) << (exponent ? exponent - 1n : 0n);
	}

	function exactSide(...numbers) {
		const [ax, ay, bx, by, px, py] = numbers.map(whole);
		const area = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
		return area > 0n ? 1 : area < 0n ? -1 : 0;
	}

	/* 1, 0, -1: p is left of the line from a to b, on it, right of it. */
	function side(ax, ay, bx, by, px, py) {
		const up = (bx - ax) * (py - ay), down = (by - ay) * (px - ax), area = up - down;
		if (Math.abs(area) > 4e-16 * (Math.abs(up) + Math.abs(down)) + 1e-300)
			return area > 0 ? 1 : -1;
		return exactSide(ax, ay, bx, by, px, py);
	}

	const between = (x, a, b) => a <= x && x <= b || b <= x && x <= a;

	/* Rows in the order of y, of which an edge meets only those between its ends. */

	const order = data.y.map((y, i) => i).sort((a, b) => data.y[a] - data.y[b]);
	const xs = Float64Array.from(order, i => data.x[i]), ys = Float64Array.from(order, i => data.y[i]);

	/* The first place in that order that is not below y. */
	function notBelow(y) {
		let from = 0, to = ys.length;
		while (from < to) {
			const half = from + to >> 1;
			[from, to] = ys[half] < y ? [half + 1, to] : [from, half];
		}
		return from;
	}

	/* Sets inside of the rows that the polygon holds. */
	function mark(polygon, inside) {
		const winding = new Int32Array(ys.length);
		polygon.forEach(([bx, by], i) => {
			const [ax, ay] = polygon[i ? i - 1 : polygon.length - 1], top = Math.max(ay, by);
			for (let k = notBelow(Math.min(ay, by)); ys[k] <= top; k++) {
				const x = xs[k], y = ys[k], at = side(ax, ay, bx, by, x, y);
				if (at === 0 && between(x, ax, bx))
					inside[k] = 1;
				winding[k] += (ay <= y && by > y && at > 0) - (by <= y && ay > y && at < 0);
			}
		});
		winding.forEach((w, k) => { inside[k] |= w !== 0; });
	}

	function count(rings) {
		const inside = new Uint8Array(ys.length), sum = {deferred: 0, right: 0, scored: 0};
		rings.forEach(p => mark(p, inside));
		order.forEach((i, k) => {
			const weight = data.weight ? data.weight[i] : 1, stuck = data.stuck ? data.stuck[i] : 0;
			const deferred = stuck ? stuck > 0 : inside[k], worth = deferred ? data.expert[i] : data.model[i];
			if (deferred)
				sum.deferred += weight;
			if (worth !== null) {
				sum.right += weight * worth;
				sum.scored += weight;
			}
		});
		return sum;
	}

	/* The threshold that defers most of those that keep at least as much. */
	function bestThreshold(sums) {
		const [deferred, right, scored] = data.thresholds.findLast(t => t[0] <= sums.deferred);
		return {deferred, right, scored};
	}

	const shares = s => ({coverage: (data.total - s.deferred) / data.total, deferred: s.deferred,
		accuracy: s.scored > 0 ? s.right / s.scored : NaN});

	/* Four digits are seen, of a count all; all are there. */
	const seen = x => isNaN(x) ? '–' : String(Number.isSafeInteger(x) ? x : Number(x.toPrecision(4)));

	function show(id, value) {
		byId(id).value = String(value);
		byId(id).textContent = seen(value);
	}

	/* What is drawn: the state, and what it was before each step. */

	let polygons = [], open = false; // open: the next corner goes to the last polygon
	let stroke = null; // of the pointer that is down: its points so far
	let cross = data.frame.map(a => (a.lo + a.hi) / 2);
	let asked = false, telling = 0;
	const past = [];

	function change(next, isOpen) {
		past.push([polygons, open]);
		[polygons, open] = [next, isOpen];
		redraw();
	}

	function corner(v) {
		const [others, line] = open ? [polygons.slice(0, -1), polygons[polygons.length - 1]] : [polygons, []];
		change([...others, [...line, v]], true);
	}

	const actions = {
		undo() {
			if (past.length)
				[polygons, open] = past.pop();
			redraw();
		},
		next: () => open && change(polygons, false),
		clear: () => polygons.length && change([], false),
	};

	/* From the drawing's units to the columns' and back.  A vertex has no more digits than can be seen. */

	function value(place) {
		return data.frame.map((a, k) => {
			const unit = 10 ** (Math.floor(Math.log10(a.hi - a.lo)) - 4);
			const v = a.lo + (place[k] - a.from) / (a.to - a.from) * (a.hi - a.lo);
			return Number((Math.round(v / unit) * unit).toPrecision(15));
		});
	}

	const place = v => data.frame.map((a, k) => a.from + (v[k] - a.lo) / (a.hi - a.lo) * (a.to - a.from));

	function pointed(event) {
		const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
		return value([p.x, p.y]);
	}

	function far(a, b, distance) {
		const [p, q] = [place(a), place(b)];
		return Math.hypot(p[0] - q[0], p[1] - q[1]) >= distance;
	}

	/* The page follows. */

	const path = (p, end) => 'M' + p.map(v => place(v).map(c => c.toFixed(1)).join(' ')).join('L') + end;
	const cell = s => /[",\r\n]|^ | $/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s;

	function csv(rings) {
		const several = rings.length > 1;
		const rows = rings.flatMap((p, i) => p.map(v => v.join() + (several ? ',' + (i + 1) : '')));
		return [data.columns.map(cell).join() + (several ? ',polygon' : ''), ...rows, ''].join('\n');
	}

	function tell(words) {
		clearTimeout(telling);
		telling = setTimeout(() => { byId('summary').textContent = words; }, 300);
	}

	function summarise(rings, region, best) {
		if (!rings.length)
			return 'Nothing is drawn: the model answers ' + (region.deferred ? 'all that it may.' : 'everything.');
		return `${rings.length} polygon${rings.length > 1 ? 's' : ''}: ${seen(region.deferred)} of ${seen(data.total)} cases are `
			+ `deferred, coverage ${seen(region.coverage)}, system accuracy ${seen(region.accuracy)}; the best threshold `
			+ `at this coverage has ${seen(best.accuracy)}.`;
	}

	function redraw() {
		if (!asked)
			requestAnimationFrame(update);
		asked = true;
	}

	function update() {
		asked = false;
		const all = stroke ? [...polygons, stroke] : polygons, rings = all.filter(p => p.length > 2), sums = count(rings);
		const region = shares(sums), best = shares(bestThreshold(sums));
		for (const part of ['coverage', 'deferred', 'accuracy']) {
			show('drawn-' + part, region[part]);
			show('best-' + part, best[part]);
			show('less-' + part, region[part] - best[part]);
		}
		byId('area').setAttribute('d', all.map(p => path(p, 'Z')).join(''));
		byId('corners').setAttribute('d', open && !stroke ? all[all.length - 1].map(v => path([v], 'h0')).join('') : '');
		byId('undo').disabled = !past.length;
		byId('next').disabled = !open;
		byId('clear').disabled = !polygons.length;
		byId('csv').textContent = rings.length ? csv(rings) : '';
		offer(rings.length && !stroke ? byId('csv').textContent : null);
		tell(summarise(rings, region, best));
	}

	/* The file to be saved, if there is one. */
	function offer(text) {
		const link = byId('save');
		URL.revokeObjectURL(link.href);
		link.removeAttribute('href');
		link.setAttribute('aria-disabled', String(!text));
		if (text)
			link.href = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
	}

	/* Mouse, finger, pen. */

	stage.addEventListener('pointerdown', event => {
		if (!event.isPrimary || event.button)
			return;
		stroke = [pointed(event)];
		if (event.isTrusted) // a script's pointer cannot be held
			stage.setPointerCapture(event.pointerId);
	});
	stage.addEventListener('pointermove', event => {
		if (!stroke || !event.isPrimary)
			return;
		for (const e of (event.getCoalescedEvents?.() ?? []).concat(event))
			if (far(stroke[stroke.length - 1], pointed(e), 2))
				stroke.push(pointed(e));
		redraw();
	});
	stage.addEventListener('pointerup', event => {
		if (!stroke || !event.isPrimary)
			return;
		const line = stroke;
		stroke = null;
		if (line.length > 2 && line.some(v => far(v, line[0], 8))) // what is smaller is a tap
			change([...polygons.filter(p => p.length > 2), line], false);
		else
			corner(line[0]);
	});
	stage.addEventListener('pointercancel', () => redraw(stroke = null));

	/* Keyboard: steps of the cross in units of the drawing. */

	const steps = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
	const keys = {' ': () => corner(cross), Enter: actions.next, Backspace: actions.undo, Delete: actions.clear};

	function move(step, size) {
		cross = value(place(cross).map((c, k) => {
			const {from, to} = data.frame[k];
			return Math.min(Math.max(c + step[k] * size, Math.min(from, to)), Math.max(from, to));
		}));
		drawCross();
		tell(`${data.columns[0]} ${cross[0]}, ${data.columns[1]} ${cross[1]}`);
	}

	function drawCross() {
		const [x, y] = place(cross);
		byId('cross').setAttribute('d', `M${x - 12} ${y}h24M${x} ${y - 12}v24`);
	}

	document.addEventListener('keydown', event => {
		const here = document.activeElement === stage, step = here && steps[event.key];
		const back = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
		const act = back ? actions.undo : step ? () => move(step, event.shiftKey ? 2 : 12) : here && keys[event.key];
		if (!act)
			return;
		act();
		event.preventDefault();
	});

	for (const name of Object.keys(actions))
		byId(name).addEventListener('click', actions[name]);
	stage.tabIndex = 0;
	stage.setAttribute('role', 'application');
	stage.setAttribute('aria-label', 'Plot to draw a region on');
	stage.setAttribute('aria-describedby', 'keys');
	byId('live').hidden = false;
	drawCross();
	redraw();
})();
