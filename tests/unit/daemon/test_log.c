/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"
#include "temp_dir.h"

static const char *const severities[] = { "crit", "err", "warning", "notice", "info" };

static void open_log(struct log *l, enum log_method method, enum log_format format)
{
	static char logfile[128], logger[128], journal[128];
	struct log_conf cf;

	log_conf_default(&cf, "radvd6", "RADVD6");
	snprintf(logfile, sizeof(logfile), "%s", temp_path("logfile"));
	snprintf(logger, sizeof(logger), "%s", temp_path("log"));
	snprintf(journal, sizeof(journal), "%s", temp_path("journal"));
	cf.method = method;
	cf.format = format;
	cf.logfile = logfile;
	cf.syslog_path = logger;
	cf.journal_path = journal;
	assert_int_equal(log_open(l, &cf), 0);
}

static const char *file_content(const char *path)
{
	static char text[8192];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* fd 2 for a while; what the log wrote there is read from @ends[0] (not blocking). */
static int saved_stderr;

static void take_stderr(int ends[2])
{
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	saved_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
}

static const char *give_stderr_back(int ends[2])
{
	static char text[8192];
	ssize_t n = ends[0] >= 0 ? read(ends[0], text, sizeof(text) - 1) : 0;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	if (ends[0] >= 0)
		close(ends[0]);
	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* The text behind a time like 2026-11-20T14:45:00.123+01:00; NULL if there is none. */
static const char *behind_time(const char *line)
{
	static const char shape[] = "0000-00-00T00:00:00.000+00:00";

	for (size_t i = 0; i < sizeof(shape) - 1; i++) {
		bool digit = line[i] >= '0' && line[i] <= '9';
		bool sign = shape[i] == '+' && (line[i] == '+' || line[i] == '-');

		if (shape[i] == '0' ? !digit : line[i] != shape[i] && !sign)
			return NULL;
	}
	return line + sizeof(shape) - 1;
}

static void the_words_of_dash_m_are_understood(void **state)
{
	static const struct {
		const char *word;
		enum log_method method;
	} words[] = {
		{ "none", LOG_METHOD_NONE }, { "syslog", LOG_METHOD_SYSLOG },
		{ "stderr", LOG_METHOD_STDERR }, { "stderr_clean", LOG_METHOD_STDERR_CLEAN },
		{ "stderr_syslog", LOG_METHOD_STDERR_SYSLOG },
		{ "logfile", LOG_METHOD_LOGFILE }, { "journal", LOG_METHOD_JOURNAL },
	};
	enum log_method m;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		assert_int_equal(log_method_parse(words[i].word, &m), 0);
		assert_int_equal(m, words[i].method);
	}
	assert_int_equal(log_method_parse("syslog ", &m), -EINVAL);
	assert_int_equal(log_method_parse("", &m), -EINVAL);
}

static void syslog_gets_facility_severity_name_and_pid(void **state)
{
	int logger = temp_socket("log");
	char expected[128];
	struct log l;

	(void)state;
	open_log(&l, LOG_METHOD_SYSLOG, LOG_FORMAT_TEXT);
	for (int i = 0; i < 5; i++) {
		log_say(&l, "x", NOTE_CRIT + (enum note_severity)i, "%s", "y");
		snprintf(expected, sizeof(expected), "<%d>radvd6[%d]: x severity=%s what=y",
			 24 + 2 + i, (int)getpid(), severities[i]);	/* 24 = facility daemon */
		assert_string_equal(temp_receive(logger), expected);
	}
	log_close(&l);
	close(logger);
}

static void the_facility_is_a_setting_and_nonsense_is_refused(void **state)
{
	int logger = temp_socket("log");
	struct log_conf cf;
	struct log l;

	(void)state;
	log_conf_default(&cf, "radvd6", "RADVD6");
	cf.method = LOG_METHOD_SYSLOG;
	cf.syslog_path = temp_path("log");
	cf.facility = LOG_LOCAL7;
	assert_int_equal(log_open(&l, &cf), 0);
	log_say(&l, "x", NOTE_ERR, "y");
	assert_memory_equal(temp_receive(logger), "<187>", 5);
	log_close(&l);
	cf.facility = 25;
	assert_int_equal(log_open(&l, &cf), -EINVAL);
	cf.facility = 24 << 3;
	assert_int_equal(log_open(&l, &cf), -EINVAL);
	cf.facility = -8;
	assert_int_equal(log_open(&l, &cf), -EINVAL);
	close(logger);
}

static void a_logger_that_restarts_gets_the_next_lines_and_the_count_of_the_lost_ones(void **state)
{
	int logger = temp_socket("log");
	struct log l;

	(void)state;
	open_log(&l, LOG_METHOD_SYSLOG, LOG_FORMAT_TEXT);
	log_say(&l, "one", NOTE_INFO, "y");
	assert_non_null(strstr(temp_receive(logger), ": one "));
	close(logger);
	log_say(&l, "two", NOTE_INFO, "y");
	log_say(&l, "three", NOTE_INFO, "y");
	assert_int_equal(unlink(temp_path("log")), 0);
	log_say(&l, "four", NOTE_INFO, "y");
	logger = temp_socket("log");
	log_say(&l, "five", NOTE_INFO, "y");
	assert_non_null(strstr(temp_receive(logger), ": log-lost severity=warning count=3"));
	assert_non_null(strstr(temp_receive(logger), ": five "));
	log_say(&l, "six", NOTE_INFO, "y");
	assert_non_null(strstr(temp_receive(logger), ": six "));
	assert_string_equal(temp_receive(logger), "");
	log_close(&l);
	close(logger);
}

static void a_logger_that_comes_later_than_we_is_found(void **state)
{
	struct log l;
	int logger;

	(void)state;
	open_log(&l, LOG_METHOD_SYSLOG, LOG_FORMAT_TEXT);
	logger = temp_socket("log");
	log_say(&l, "one", NOTE_INFO, "y");
	assert_non_null(strstr(temp_receive(logger), ": one "));
	log_close(&l);
	close(logger);
}

static void a_logger_that_does_not_read_never_holds_us_up(void **state)
{
	int logger = temp_socket("log");
	unsigned received = 0;
	struct log l;

	(void)state;
	open_log(&l, LOG_METHOD_SYSLOG, LOG_FORMAT_TEXT);
	for (int i = 0; i < 20000; i++)		/* hangs here if it waits */
		log_say(&l, "x", NOTE_INFO, "y");
	assert_true(l.sys.lost > 0);
	while (*temp_receive(logger))
		received++;
	assert_int_equal(received + l.sys.lost, 20000);
	log_close(&l);
	close(logger);
}

static void stderr_lines_have_time_name_and_pid(void **state)
{
	char expected[128];
	const char *rest;
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_STDERR, LOG_FORMAT_TEXT);
	log_say(&l, "started", NOTE_INFO, "version %d", 1);
	log_close(&l);
	rest = behind_time(give_stderr_back(ends));
	snprintf(expected, sizeof(expected),
		 " radvd6[%d]: started severity=info what=\"version 1\"\n", (int)getpid());
	assert_non_null(rest);
	assert_string_equal(rest, expected);
}

static void stderr_clean_is_the_bare_line(void **state)
{
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_STDERR_CLEAN, LOG_FORMAT_TEXT);
	log_say(&l, "started", NOTE_INFO, "now");
	log_set_format(&l, LOG_FORMAT_JSON);
	log_say(&l, "started", NOTE_INFO, "now");
	log_close(&l);
	assert_string_equal(give_stderr_back(ends),
			    "started severity=info what=now\n"
			    "{\"event\":\"started\",\"severity\":\"info\",\"what\":\"now\"}\n");
}

static void json_lines_carry_their_time_as_a_member(void **state)
{
	const char *text, *rest;
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_STDERR, LOG_FORMAT_JSON);
	log_say(&l, "started", NOTE_INFO, "now");
	log_close(&l);
	text = give_stderr_back(ends);
	assert_memory_equal(text, "{\"time\":\"", 9);
	rest = behind_time(text + 9);
	assert_non_null(rest);
	assert_string_equal(rest,
			    "\",\"event\":\"started\",\"severity\":\"info\",\"what\":\"now\"}\n");
}

static void stderr_syslog_tells_stderr_only_what_is_err_or_worse(void **state)
{
	int logger = temp_socket("log");
	const char *text;
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_STDERR_SYSLOG, LOG_FORMAT_TEXT);
	log_say(&l, "bad", NOTE_ERR, "y");
	log_say(&l, "so-so", NOTE_WARNING, "y");
	log_close(&l);
	text = give_stderr_back(ends);
	assert_non_null(strstr(text, "bad"));
	assert_null(strstr(text, "so-so"));
	assert_non_null(strstr(temp_receive(logger), ": bad "));
	assert_non_null(strstr(temp_receive(logger), ": so-so "));
	close(logger);
}

static void a_dead_stderr_is_left_alone(void **state)
{
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_STDERR, LOG_FORMAT_TEXT);
	close(ends[0]);
	ends[0] = -1;
	log_say(&l, "x", NOTE_INFO, "y");	/* would end us by SIGPIPE */
	assert_int_equal(l.err.fd, -1);
	log_say(&l, "x", NOTE_INFO, "y");
	log_close(&l);
	close(STDERR_FILENO);
	open_log(&l, LOG_METHOD_STDERR, LOG_FORMAT_TEXT);
	log_say(&l, "x", NOTE_INFO, "y");
	assert_int_equal(l.err.fd, -1);
	log_close(&l);
	give_stderr_back(ends);
}

static void a_full_stderr_pipe_never_holds_us_up(void **state)
{
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_STDERR, LOG_FORMAT_TEXT);
	for (int i = 0; i < 5000; i++)		/* hangs here if it waits */
		log_say(&l, "x", NOTE_INFO, "forty or so octets are in every line");
	give_stderr_back(ends);
	assert_true(l.err.lost > 0);
	log_close(&l);
}

static void a_stderr_that_is_a_socket_works_too(void **state)
{
	char text[256] = "";
	struct log l;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	saved_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	open_log(&l, LOG_METHOD_STDERR_CLEAN, LOG_FORMAT_TEXT);
	log_say(&l, "x", NOTE_INFO, "y");
	assert_true(recv(ends[0], text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
	log_close(&l);
	give_stderr_back(ends);
	assert_string_equal(text, "x severity=info what=y\n");
}

static void a_rotated_log_file_is_opened_anew(void **state)
{
	struct log l;

	(void)state;
	open_log(&l, LOG_METHOD_LOGFILE, LOG_FORMAT_TEXT);
	log_say(&l, "one", NOTE_INFO, "y");
	assert_int_equal(rename(temp_path("logfile"), temp_path("logfile.1")), 0);
	log_say(&l, "two", NOTE_INFO, "y");
	assert_int_equal(log_reopen(&l), 0);
	log_say(&l, "three", NOTE_INFO, "y");
	assert_int_equal(log_reopen(&l), 0);
	log_say(&l, "four", NOTE_INFO, "y");
	log_close(&l);
	assert_non_null(strstr(file_content(temp_path("logfile.1")), "two"));
	assert_null(strstr(file_content(temp_path("logfile")), "two"));
	assert_non_null(strstr(file_content(temp_path("logfile")), "three"));
	assert_non_null(strstr(file_content(temp_path("logfile")), "four"));
}

static void a_log_file_that_cannot_be_opened_is_an_error_and_the_old_one_goes_on(void **state)
{
	struct log_conf cf;
	struct log l;

	(void)state;
	log_conf_default(&cf, "radvd6", "RADVD6");
	cf.method = LOG_METHOD_LOGFILE;
	assert_int_equal(log_open(&l, &cf), -EINVAL);	/* no path */
	cf.logfile = temp_path("no/such/dir");
	assert_int_equal(log_open(&l, &cf), -ENOENT);
	open_log(&l, LOG_METHOD_LOGFILE, LOG_FORMAT_TEXT);
	assert_int_equal(unlink(temp_path("logfile")), 0);
	assert_int_equal(mkdir(temp_path("logfile"), 0700), 0);
	assert_int_equal(log_reopen(&l), -EISDIR);
	assert_true(l.file.fd >= 0);
	log_close(&l);
	assert_int_equal(rmdir(temp_path("logfile")), 0);
}

static void a_log_file_behind_a_link_is_not_given_away(void **state)
{
	const uid_t uid = geteuid() == 0 ? 65534 : geteuid();
	const gid_t gid = geteuid() == 0 ? 65534 : getegid();
	struct stat st;
	struct log l;

	(void)state;
	assert_int_equal(symlink(temp_path("target"), temp_path("logfile")), 0);
	open_log(&l, LOG_METHOD_LOGFILE, LOG_FORMAT_TEXT);
	assert_int_equal(log_give(&l, uid, gid), -EINVAL);
	log_close(&l);
	assert_int_equal(unlink(temp_path("logfile")), 0);
	open_log(&l, LOG_METHOD_LOGFILE, LOG_FORMAT_TEXT);
	assert_int_equal(log_give(&l, uid, gid), 0);
	assert_int_equal(stat(temp_path("logfile"), &st), 0);
	assert_int_equal(st.st_uid, uid);
	assert_int_equal(st.st_mode & 07777, 0640);
	log_close(&l);
}

static void the_journal_gets_fields(void **state)
{
	int journal = temp_socket("journal");
	struct log l;

	(void)state;
	open_log(&l, LOG_METHOD_JOURNAL, LOG_FORMAT_JSON);
	log_say(&l, "started", NOTE_INFO, "now");
	assert_string_equal(temp_receive(journal),
			    "MESSAGE=started severity=info what=now\nPRIORITY=6\n"
			    "SYSLOG_IDENTIFIER=radvd6\nRADVD6_EVENT=started\n"
			    "RADVD6_SEVERITY=info\nRADVD6_WHAT=now\n");
	log_close(&l);
	close(journal);
}

static void none_writes_nothing(void **state)
{
	int logger = temp_socket("log");
	struct log l;
	int ends[2];

	(void)state;
	take_stderr(ends);
	open_log(&l, LOG_METHOD_NONE, LOG_FORMAT_TEXT);
	log_say(&l, "x", NOTE_CRIT, "y");
	log_close(&l);
	assert_string_equal(give_stderr_back(ends), "");
	assert_string_equal(temp_receive(logger), "");
	close(logger);
}

static void dash_d_decides_what_of_debug_is_shown(void **state)
{
	static const struct {
		enum note_detail detail;
		int from;
	} cases[] = { { NOTE_TIMERS, 2 }, { NOTE_EVENTS, 4 }, { NOTE_PACKETS, 5 } };
	int logger = temp_socket("log");
	struct note n;
	struct log l;

	(void)state;
	open_log(&l, LOG_METHOD_SYSLOG, LOG_FORMAT_TEXT);
	for (int debug = 0; debug <= 5; debug++) {
		log_set_debug(&l, debug);
		assert_true(log_wants(&l, NOTE_INFO, 0));
		assert_int_equal(log_wants(&l, NOTE_DEBUG, 0), debug >= 2);
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			note_init(&n, "x", NOTE_DEBUG);
			n.detail = cases[i].detail;
			log_note(&l, &n);
			assert_int_equal(log_wants(&l, n.severity, n.detail),
					 debug >= cases[i].from);
			assert_int_equal(*temp_receive(logger) != '\0', debug >= cases[i].from);
		}
	}
	log_close(&l);
	close(logger);
}

#define LOG_TEST(name) cmocka_unit_test_setup_teardown(name, temp_dir_setup, temp_dir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOG_TEST(the_words_of_dash_m_are_understood),
		LOG_TEST(syslog_gets_facility_severity_name_and_pid),
		LOG_TEST(the_facility_is_a_setting_and_nonsense_is_refused),
		LOG_TEST(a_logger_that_restarts_gets_the_next_lines_and_the_count_of_the_lost_ones),
		LOG_TEST(a_logger_that_comes_later_than_we_is_found),
		LOG_TEST(a_logger_that_does_not_read_never_holds_us_up),
		LOG_TEST(stderr_lines_have_time_name_and_pid),
		LOG_TEST(stderr_clean_is_the_bare_line),
		LOG_TEST(json_lines_carry_their_time_as_a_member),
		LOG_TEST(stderr_syslog_tells_stderr_only_what_is_err_or_worse),
		LOG_TEST(a_dead_stderr_is_left_alone),
		LOG_TEST(a_full_stderr_pipe_never_holds_us_up),
		LOG_TEST(a_stderr_that_is_a_socket_works_too),
		LOG_TEST(a_rotated_log_file_is_opened_anew),
		LOG_TEST(a_log_file_that_cannot_be_opened_is_an_error_and_the_old_one_goes_on),
		LOG_TEST(a_log_file_behind_a_link_is_not_given_away),
		LOG_TEST(the_journal_gets_fields),
		LOG_TEST(none_writes_nothing),
		LOG_TEST(dash_d_decides_what_of_debug_is_shown),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
