#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Makes l2d_VERSION_ARCH.deb in the build folder from what `make install` installs: plain dpkg-deb; the same bytes
# from the same commit and compiler.  Usage, in the project's root: build.sh BUILD VERSION
# BUILD is spelled as for the build before: another spelling is other flags, which make the programs anew.
set -eu
build=$(realpath "$1") version=$2
here=$(cd "$(dirname "$0")" && pwd)
tree=$build/deb
arch=$(dpkg --print-architecture)
maintainer=${DEBFULLNAME:-the l2d authors}" <${DEBEMAIL:-l2d@$(hostname -f 2> /dev/null || echo localhost)}>"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct 2> /dev/null || date +%s)}
export SOURCE_DATE_EPOCH

rm -rf "$tree"
make -s install BUILD="$1" DESTDIR="$tree" PREFIX=/usr
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$tree"/usr/bin/*
gzip -9n "$tree"/usr/share/man/man?/*
mkdir -p "$tree/usr/share/zsh/vendor-completions" "$tree/usr/share/doc/l2d" "$tree/DEBIAN" "$tree.source/debian"
mv "$tree"/usr/share/zsh/site-functions/* "$tree/usr/share/zsh/vendor-completions"
rmdir "$tree/usr/share/zsh/site-functions"
cp "$here/copyright" "$tree/usr/share/doc/l2d"
printf 'l2d (%s) unstable; urgency=medium\n\n  * What changed is in l2d-news(7).\n\n -- %s  %s\n' \
	"$version" "$maintainer" "$(date -R -u -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$tree/usr/share/doc/l2d/changelog.gz"

# dpkg-shlibdeps reads debian/control of a source package; the paragraphs of the template are that and the package's.
control() {
	sed -e "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@MAINTAINER@/$maintainer/" "$here/control"
}
control | sed '/^Version\|^Installed-Size\|^Depends/d' > "$tree.source/debian/control"
depends=$(cd "$tree.source" && dpkg-shlibdeps -O "$tree"/usr/bin/* | sed 's/^shlibs:Depends=//')
control | sed -e '1,/^$/d' -e "s/@DEPENDS@/$depends, gnuplot-nox | gnuplot/" \
	-e "s/@SIZE@/$(du -k -s "$tree/usr" | cut -f1)/" > "$tree/DEBIAN/control"
(cd "$tree" && find usr -type f | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --build "$tree" "$build/l2d_${version}_$arch.deb"
rm -r "$tree" "$tree.source"
