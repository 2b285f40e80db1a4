/* SPDX-License-Identifier: ISC */
#ifndef TEST_TEMP_DIR_H
#define TEST_TEMP_DIR_H

/** temp_dir_setup, temp_dir_teardown - cmocka fixtures: an empty directory of our own. */
int temp_dir_setup(void **state);
int temp_dir_teardown(void **state);

/** temp_path - @name in that directory; good until the fourth next call. */
const char *temp_path(const char *name);

/** temp_socket - a datagram socket bound to @name there, as loggers and managers have. */
int temp_socket(const char *name);

/**
 * temp_receive - the next datagram of @fd as a string, "" if none is there; good
 * until the next call.
 */
const char *temp_receive(int fd);

#endif
