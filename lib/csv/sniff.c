/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/sniff.h"

#include <stdbool.h>
#include <string.h>

#include "number/num_parse.h"

/* No prefix is one that a header can have, but for PAR1 and a name of the same letters: what follows is a byte below blank. */
static const struct {
	const char *magic, *what;
	size_t n;
} formats[] = {
	{"\x1f\x8b", "gzip, not CSV; gzip -dc reads it", 2},
	{"\xfd"
	 "7zXZ",
		"xz, not CSV; xz -dc reads it", 5},
	{"\x28\xb5\x2f\xfd", "zstd, not CSV; zstd -dc reads it", 4},
	{"PK\x03\x04", "a zip archive (also npz, xlsx), not CSV; unzip -p reads a CSV file in one", 4},
	{"\x93NUMPY", "a NumPy array, not CSV; numpy.savetxt writes CSV", 6},
	{"\x89HDF", "HDF5, not CSV", 4},
	{"\xff\xfe", "UTF-16, not UTF-8; iconv -f UTF-16 -t UTF-8 reads it", 2},
	{"\xfe\xff", "UTF-16, not UTF-8; iconv -f UTF-16 -t UTF-8 reads it", 2},
	{"{\"", "JSON, not CSV; jq -r writes CSV from it, see l2d-cookbook(7)", 2},
	{"[{\"", "JSON, not CSV; jq -r writes CSV from it, see l2d-cookbook(7)", 3},
};

/* Every other byte of the first four is NUL. */
static const char *utf16(const char *p, size_t n)
{
	if (n >= 4 && p[0] && !p[1] && p[2] && !p[3])
		return "UTF-16, not UTF-8; iconv -f UTF-16LE -t UTF-8 reads it";
	if (n >= 4 && !p[0] && p[1] && !p[2] && p[3])
		return "UTF-16, not UTF-8; iconv -f UTF-16BE -t UTF-8 reads it";
	return NULL;
}

const char *sniff(const char *p, size_t n)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (n >= formats[i].n && !memcmp(p, formats[i].magic, formats[i].n))
			return formats[i].what;
	if (n > 4 && !memcmp(p, "PAR1", 4) && (unsigned char)p[4] < ' ' && !strchr("\r\n\t", p[4]))
		return "Parquet, not CSV; DuckDB or pandas writes CSV from it";
	return utf16(p, n);
}

/* Digits, one comma between them, perhaps a sign. */
static bool decimal_comma(const char *p, size_t n)
{
	const char *comma = memchr(p, ',', n);
	char copy[64];
	double x;

	if (!comma || n > sizeof copy)
		return false;
	memcpy(copy, p, n);
	copy[comma - p] = '.';
	return !num_parse(copy, n, &x);
}

const char *sniff_number(const char *p, size_t n)
{
	double x;

	if (n && p[n - 1] == '%' && (!num_parse(p, n - 1, &x) || decimal_comma(p, n - 1)))
		return " (percent; 45% is written 0.45)";
	if (decimal_comma(p, n))
		return " (a decimal comma; a point is read)";
	return "";
}
