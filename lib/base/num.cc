#include "base/num.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <system_error>

/* from_chars does not tell underflow from overflow; strtod does, and every program stays in
 * the C locale.  Rare, so speed does not matter; the copy is for the terminator. */
static const char *parse_extreme(const char *s, size_t n, double *x)
{
	try {
		*x = std::strtod(std::string(s, n).c_str(), nullptr);
	} catch (const std::bad_alloc &) {
		return "too long";
	}
	return std::isinf(*x) ? "out of range" : nullptr;
}

const char *num_parse(const char *s, size_t n, double *x)
{
	const char *begin = s, *end = s + n;

	if (n > 1 && *s == '+' && s[1] != '-')
		begin++;
	auto r = std::from_chars(begin, end, *x, std::chars_format::general);
	if (r.ptr != end || r.ec == std::errc::invalid_argument)
		return "not a number";
	if (r.ec == std::errc::result_out_of_range)
		return parse_extreme(begin, (size_t)(end - begin), x);
	return std::isfinite(*x) ? nullptr : "not finite";
}

const char *num_parse_size(const char *s, size_t n, size_t *x)
{
	auto r = std::from_chars(s, s + n, *x, 10);

	if (r.ec == std::errc::invalid_argument || r.ptr != s + n)
		return "not a count";
	return r.ec == std::errc::result_out_of_range ? "out of range" : nullptr;
}

size_t num_print(char out[NUM_LENGTH], double x, int digits)
{
	auto r = digits > 0
		? std::to_chars(out, out + NUM_LENGTH, x, std::chars_format::general, digits)
		: std::to_chars(out, out + NUM_LENGTH, x);

	return (size_t)(r.ptr - out);
}
