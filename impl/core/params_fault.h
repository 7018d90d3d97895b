#ifndef CORE_PARAMS_FAULT_H
#define CORE_PARAMS_FAULT_H

#include "anycast/params.h"

/* What the checks of parameters share: how a fault is told. */

/** params_fail() - fill @fault; @format as printf. Return: false. */
bool params_fail(struct params_fault *fault, const char *param, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** params_given() - whether a text parameter is set and not empty */
bool params_given(const char *text);

#endif
