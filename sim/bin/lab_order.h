#ifndef BIN_LAB_ORDER_H
#define BIN_LAB_ORDER_H

#include "sim/bin/verb.h"

/* What `run` and `up` have in common: file, name, programs. */

/**
 * lab_order_make() - load the file and see to it that the lab can be made of it
 * @order: receives topology, name, folders
 * @name:  given by --name, or NULL: the file's
 *
 * Return: -1 to go on (lab_order_close() later), else the exit code, after a complaint.
 */
int lab_order_make(struct order *order, const struct verb *verb, const char *file,
		   const char *name);
void lab_order_close(struct order *order);

#endif
