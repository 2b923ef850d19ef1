"use strict";
/* The slider: a position is a row of the table #positions.  What is shown elsewhere are that row's cells; nothing is computed but
   where marks stand.  The page's address may name a threshold: #threshold=0.25. */
(function () {
	const table = document.getElementById("positions"), slider = document.getElementById("position");
	if (!table || !slider) return;
	const rows = table.tBodies[0].rows;
	const names = Array.from(table.tHead.rows[0].cells, (cell) => cell.dataset.name);

	function cell(row, name) {
		return row.cells[names.indexOf(name)];
	}
	function number(row, name) {
		const data = cell(row, name).querySelector("data");
		return data ? Number(data.value) : NaN;
	}
	function place(axis, value) {
		const [lo, hi, from, to] = axis.split(" ").map(Number);
		return from + (value - lo) / (hi - lo) * (to - from);
	}

	/* A dot in the figure's first panel, and a line through it. */
	function mark(figure, row) {
		const panel = figure.querySelector(".panel"), [x, y] = figure.dataset.follow.split(" ");
		const left = place(panel.dataset.x, number(row, x)), top = place(panel.dataset.y, number(row, y));
		const [, , bottom, ceiling] = panel.dataset.y.split(" ");
		let here = panel.querySelector(".here");
		if (!here) {
			here = document.createElementNS(panel.namespaceURI, "g");
			here.setAttribute("class", "here");
			for (const name of ["path", "circle"])
				here.append(document.createElementNS(panel.namespaceURI, name));
			here.lastChild.setAttribute("r", "7");
			panel.append(here);
		}
		here.style.display = isNaN(left + top) ? "none" : "";
		if (isNaN(left + top)) return;
		here.firstChild.setAttribute("d", "M" + left + " " + bottom + "V" + ceiling);
		here.lastChild.setAttribute("cx", left);
		here.lastChild.setAttribute("cy", top);
	}

	function show(at) {
		const row = rows[at];
		slider.value = at;
		document.getElementById("shown-threshold").textContent = cell(row, "threshold").querySelector("data").value;
		for (const tile of document.querySelectorAll("[data-show]")) {
			tile.innerHTML = cell(row, tile.dataset.show).innerHTML;
			if (tile.style.getPropertyValue("--share"))
				tile.style.setProperty("--share", number(row, tile.dataset.show) / tile.closest("dl").dataset.n);
		}
		document.querySelectorAll("[data-follow]").forEach((figure) => mark(figure, row));
		slider.setAttribute("aria-valuetext", ["threshold", "coverage", "system_accuracy"]
			.map((name) => name.replace("_", " ") + " " + cell(row, name).textContent).join(", "));
	}

	/* Of a threshold that is none of the table's, the next one below it. */
	function find(threshold) {
		const at = Array.prototype.findIndex.call(rows, (row) => number(row, "threshold") <= threshold);
		return at < 0 ? rows.length - 1 : at;
	}
	function follow_address() {
		const asked = /^#threshold=(.+)$/.exec(location.hash);
		show(asked && !isNaN(Number(asked[1])) ? find(Number(asked[1])) : Number(slider.value));
	}

	document.documentElement.classList.add("live");
	slider.addEventListener("input", () => show(Number(slider.value)));
	document.getElementById("copy").addEventListener("click", () =>
		navigator.clipboard.writeText(document.getElementById("command").textContent));
	addEventListener("hashchange", follow_address);
	follow_address();
})();
