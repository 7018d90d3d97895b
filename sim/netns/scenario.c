#include "sim/netns/scenario.h"

#include "sim/netns/fault.h"
#include "sim/netns/load.h"
#include "sim/netns/takedown.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RISE_LIMIT_MS 15000
#define STOP_LIMIT_MS 8000 /* longer than any withdrawal and linger, shorter than patience */

/* Foreign load, as a share of all CPUs, above which a missed short limit proves nothing. */
#define FOREIGN_SHARE 0.6

enum phase {
	PHASE_RISING,  /* without steps: for the sessions */
	PHASE_WAITING, /* for the step's `after` */
	PHASE_JUDGING,
	PHASE_STOPPING,
	PHASE_ENDED,
};

struct scenario {
	struct lab *lab;
	struct up *up;
	struct instant start;
	void (*on_end)(void *arg);
	void *arg;
	enum phase phase;
	size_t step;
	struct instant since; /* t0 of the latest fault */
	struct instant marks; /* t0 of the latest that did not only end another */
	bool had_fault;
	struct judge *judge;
	struct instant deadline;  /* the judge's, that .timer is set to */
	struct loop_watch *timer; /* end of the phase's wait, or the judge's deadline */
	struct loop_watch *soon;  /* the judge has new evidence */
	struct instant began;
	struct instant routes_at; /* the first step's routes were there; NEVER: not yet */
	struct report report;
};

static void step_begin(struct scenario *scenario);
static void stop_begin(struct scenario *scenario);

static const struct topo_step *step_now(const struct scenario *scenario)
{
	return &scenario->lab->topo->steps[scenario->step];
}

static void on_event(void *arg, size_t number, const struct trace_event *event)
{
	struct scenario *scenario = arg;
	struct instant deadline;

	if (scenario->phase == PHASE_RISING && event->kind == TRACE_SESSION)
		loop_timer_set(scenario->soon, now_mono());
	if (scenario->judge == NULL)
		return;
	judge_event(scenario->judge, number, event);
	if (!scenario->had_fault && event->kind == TRACE_SESSION &&
	    up_at(scenario->up).ns != INSTANT_NEVER.ns)
		judge_up(scenario->judge, up_at(scenario->up));
	deadline = judge_deadline(scenario->judge);
	if (deadline.ns != scenario->deadline.ns)
		loop_timer_set(scenario->timer, deadline);
	scenario->deadline = deadline;
	if (judge_has_news(scenario->judge))
		loop_timer_set(scenario->soon, now_mono());
}

/* When every first expected route was in its kernel, from the evidence of the first step. */
static struct instant routes_at(const struct scenario *scenario)
{
	const struct topo_step *step = step_now(scenario);
	struct instant at = {0};

	for (size_t i = 0; i < step->n_expects; i++) {
		const struct judge_verdict *verdict = judge_verdict(scenario->judge, i);
		const struct trace_event *event;

		if (step->expects[i].kind != TOPO_EXPECT_ROUTE)
			continue;
		if (verdict->verdict != TRACE_PASS)
			return INSTANT_NEVER;
		event = verdict->evidence == SIZE_MAX
				? NULL
				: timeline_at(scenario->lab->timeline, verdict->evidence);
		if (event != NULL && event->at.ns > at.ns)
			at = event->at;
	}
	return at.ns > 0 ? at : scenario->began;
}

static void up_note(struct scenario *scenario)
{
	struct instant sessions = up_at(scenario->up), routes = scenario->routes_at;

	if (sessions.ns != INSTANT_NEVER.ns && routes.ns != INSTANT_NEVER.ns)
		scenario->report.up_ns =
			instant_since(sessions.ns > routes.ns ? sessions : routes, scenario->start);
}

static void step_end(struct scenario *scenario, const struct judge_verdict *verdict)
{
	report_add(&scenario->report, step_now(scenario)->name, verdict);
	judge_free(scenario->judge);
	scenario->judge = NULL;
	scenario->step++;
	if (scenario->step < scenario->lab->topo->n_steps)
		step_begin(scenario);
	else
		stop_begin(scenario);
}

/* After events or time: tell what is decided, go on when all is. */
static void judge_go_on(struct scenario *scenario)
{
	struct judge_verdict sum;

	judge_tell(scenario->judge, scenario->lab->timeline, now_mono());
	if (!judge_done(scenario->judge)) {
		scenario->deadline = judge_deadline(scenario->judge);
		loop_timer_set(scenario->timer, scenario->deadline);
		return;
	}
	loop_timer_set(scenario->timer, INSTANT_NEVER);
	judge_sum(scenario->judge, &sum);
	if (scenario->step == 0)
		scenario->routes_at = routes_at(scenario);
	step_end(scenario, &sum);
}

static void on_soon(void *arg)
{
	struct scenario *scenario = arg;

	if (scenario->phase == PHASE_JUDGING && scenario->judge != NULL)
		judge_go_on(scenario);
}

/* The kernel's words, where ours say more. */
static const char *error_words(int error)
{
	switch (error) {
	case -ESRCH:
		return "nothing runs there";
	case -EADDRNOTAVAIL:
		return "the address is on none of its devices";
	case -ENODEV:
		return "the device is not there";
	case -ENOTCONN:
		return "there is no connection";
	default:
		return strerror(-error);
	}
}

static void step_broken(struct scenario *scenario, int error, const char *what)
{
	struct judge_verdict verdict = {
		.done = true,
		.verdict = error == -ENOTSUP ? TRACE_SKIP : TRACE_FAIL,
		.elapsed_ns = -1,
		.evidence = SIZE_MAX,
	};

	snprintf(verdict.detail, sizeof(verdict.detail), "%s: %s", what, error_words(error));
	step_end(scenario, &verdict);
}

static int load_change(struct scenario *scenario, const struct topo_load *load)
{
	if (load->client == TOPO_NONE)
		return 0;
	if (load->stop)
		return load_stop(scenario->lab, load->client);
	return load_start(scenario->lab, load->client, load->rate);
}

static void judge_start(struct scenario *scenario, struct instant t0)
{
	const struct judge_start start = {
		.step = scenario->step,
		.t0 = t0,
		.since = scenario->had_fault ? scenario->since : t0,
		.marks = scenario->had_fault ? scenario->marks : t0,
		.rising = !scenario->had_fault,
		.up = up_at(scenario->up),
		.foreign_max = (double)sysconf(_SC_NPROCESSORS_ONLN) * FOREIGN_SHARE,
	};

	scenario->phase = PHASE_JUDGING;
	scenario->judge = judge_begin(scenario->lab->timeline, &start);
	if (scenario->judge == NULL)
		step_broken(scenario, -ENOMEM, "the step cannot be judged");
	else
		judge_go_on(scenario);
}

static void step_act(struct scenario *scenario)
{
	const struct topo_step *step = step_now(scenario);
	struct instant t0 = now_mono();
	int error = fault_apply(scenario->lab, &step->fault, &t0);

	if (error != 0) {
		step_broken(scenario, error, "the fault did not hit");
		return;
	}
	if (step->fault.kind != TOPO_FAULT_NONE) {
		if (!scenario->had_fault || !fault_heals(&step->fault))
			scenario->marks = t0;
		scenario->since = t0;
		scenario->had_fault = true;
	}
	error = load_change(scenario, &step->load);
	if (error != 0)
		step_broken(scenario, error, "the load could not be changed");
	else
		judge_start(scenario, t0);
}

static void step_begin(struct scenario *scenario)
{
	const struct topo_step *step = step_now(scenario);
	struct trace_event event = {.kind = TRACE_STEP, .node = TOPO_NONE, .text = step->name};

	event.at = event.cause = now_mono();
	timeline_emit(scenario->lab->timeline, &event);
	scenario->phase = PHASE_WAITING;
	/* Always by the timer: steps that are true at once must not nest. */
	loop_timer_set(scenario->timer, instant_add_ns(event.at, step->after_ns));
}

static void rise_go_on(struct scenario *scenario)
{
	if (up_at(scenario->up).ns != INSTANT_NEVER.ns)
		stop_begin(scenario);
}

static void rise_missed(struct scenario *scenario)
{
	struct judge_verdict verdict = {
		.done = true, .verdict = TRACE_FAIL, .elapsed_ns = -1, .evidence = SIZE_MAX};
	char missing[2 * TOPO_NAME_MAX + 8];

	up_missing(scenario->up, missing, sizeof(missing));
	snprintf(verdict.detail, sizeof(verdict.detail), "no session of %s within %d s", missing,
		 RISE_LIMIT_MS / 1000);
	report_add(&scenario->report, "every session is established", &verdict);
	stop_begin(scenario);
}

void scenario_begin(struct scenario *scenario)
{
	scenario->routes_at = scenario->began = now_mono();
	if (scenario->lab->topo->n_steps > 0) {
		scenario->routes_at = INSTANT_NEVER;
		step_begin(scenario);
		return;
	}
	scenario->phase = PHASE_RISING;
	loop_timer_set(scenario->timer, instant_add_ms(now_mono(), RISE_LIMIT_MS));
	loop_timer_set(scenario->soon, now_mono());
}

static void end(struct scenario *scenario)
{
	scenario->phase = PHASE_ENDED;
	loop_timer_set(scenario->timer, INSTANT_NEVER);
	takedown_judge(scenario->lab, &scenario->report);
	up_note(scenario);
	scenario->on_end(scenario->arg);
}

static void stop_go_on(struct scenario *scenario)
{
	if (takedown_go_on(scenario->lab))
		end(scenario);
}

static void stop_begin(struct scenario *scenario)
{
	scenario->phase = PHASE_STOPPING;
	loop_timer_set(scenario->timer, instant_add_ms(now_mono(), STOP_LIMIT_MS));
	/* From the loop, as on_end may free what called. */
	loop_timer_set(scenario->soon, now_mono());
	takedown_begin(scenario->lab);
}

void scenario_on_state(struct scenario *scenario)
{
	if (scenario->phase == PHASE_STOPPING)
		loop_timer_set(scenario->soon, now_mono());
}

static void on_time(void *arg)
{
	struct scenario *scenario = arg;

	switch (scenario->phase) {
	case PHASE_RISING:
		rise_missed(scenario);
		break;
	case PHASE_WAITING:
		step_act(scenario);
		break;
	case PHASE_JUDGING:
		judge_time(scenario->judge, now_mono());
		judge_go_on(scenario);
		break;
	case PHASE_STOPPING:
		end(scenario);
		break;
	case PHASE_ENDED:
		break;
	}
}

static void on_soon_any(void *arg)
{
	struct scenario *scenario = arg;

	if (scenario->phase == PHASE_STOPPING)
		stop_go_on(scenario);
	else if (scenario->phase == PHASE_RISING)
		rise_go_on(scenario);
	else
		on_soon(scenario);
}

struct scenario *scenario_new(struct lab *lab, struct up *up, struct instant start,
			      void (*on_end)(void *arg), void *arg)
{
	struct scenario *scenario = calloc(1, sizeof(*scenario));

	if (scenario == NULL)
		return NULL;
	scenario->lab = lab;
	scenario->up = up;
	scenario->start = start;
	scenario->on_end = on_end;
	scenario->arg = arg;
	scenario->routes_at = INSTANT_NEVER;
	report_init(&scenario->report, lab->topo);
	scenario->timer = loop_timer(lab->loop, on_time, scenario);
	scenario->soon = loop_timer(lab->loop, on_soon_any, scenario);
	if (scenario->timer == NULL || scenario->soon == NULL ||
	    timeline_listen(lab->timeline, on_event, scenario) != 0) {
		scenario_free(scenario);
		return NULL;
	}
	return scenario;
}

void scenario_free(struct scenario *scenario)
{
	if (scenario == NULL)
		return;
	timeline_unlisten(scenario->lab->timeline, on_event, scenario);
	loop_watch_free(scenario->timer);
	loop_watch_free(scenario->soon);
	judge_free(scenario->judge);
	report_close(&scenario->report);
	free(scenario);
}

const struct report *scenario_report(const struct scenario *scenario)
{
	return &scenario->report;
}
