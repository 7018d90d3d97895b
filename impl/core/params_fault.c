#include "core/params_fault.h"

#include <stdarg.h>
#include <stdio.h>

bool params_fail(struct params_fault *fault, const char *param, const char *format, ...)
{
	va_list args;

	fault->param = param;
	va_start(args, format);
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	for (char *c = fault->text; *c != '\0'; c++) {
		if (*c < 0x20 || *c > 0x7e)
			*c = '?';
	}
	return false;
}

bool params_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}
