#!/bin/sh
# Makes antrean-paper.ttf and the list of what it covers from Debian's Noto fonts. One font for all scripts, so that
# letters, digits and brackets of one line are shaped and ordered together. Run it where apt and PyPI can be reached;
# then look at the pictures that `make golden` draws anew.
set -eu
cd "$(dirname "$0")"
debian=fonts-noto-core=20201225-1
fonttools=fonttools==4.68.0
latin=U+0020-007E,U+00A0-017F,U+0218-021B,U+0300-0304,U+0306-030C,U+0323,U+0326-0328,U+1E80-1E85,U+1E9E,U+1EA0-1EF9
greek_cyrillic=U+0370-03FF,U+0400-045F,U+0490-0491
signs=U+200C,U+200D,U+20AC,U+2122,U+25CC
javanese=U+A980-A9DF
arabic=U+060C,U+061B,U+061F-063A,U+0640-0652,U+0660-066D,U+0670,U+067E,U+0686,U+0698,U+06A4,U+06A9,U+06AF,U+06BE
arabic=$arabic,U+06C0-06CC,U+06D2-06D5,U+06F0-06F9

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
(cd "$scratch" && apt-get download "$debian" && dpkg-deb -x ./*.deb .)
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet "$fonttools"

part() {
    "$scratch/venv/bin/pyftsubset" "$scratch/usr/share/fonts/truetype/noto/$1-Regular.ttf" --unicodes="$2" \
        --no-hinting --notdef-outline --glyph-names --output-file="$scratch/$1.ttf"
}
part NotoSans "$latin,$greek_cyrillic,$signs"
part NotoSansJavanese "$javanese"
part NotoSansArabic "$arabic"
export SOURCE_DATE_EPOCH=1608854400
"$scratch/venv/bin/fonttools" merge --output-file=antrean-paper.ttf \
    "$scratch/NotoSans.ttf" "$scratch/NotoSansJavanese.ttf" "$scratch/NotoSansArabic.ttf"
"$scratch/venv/bin/python" - antrean-paper.ttf >antrean-paper.coverage <<'PY'
import sys
from fontTools.ttLib import TTFont

codes = sorted(TTFont(sys.argv[1]).getBestCmap())
starts = [code for code in codes if code - 1 not in codes]
ends = [code for code in codes if code + 1 not in codes]
for start, end in zip(starts, ends):
    print(f"{start:04X}-{end:04X}")
PY
