#ifndef TRACE_JUDGE_H
#define TRACE_JUDGE_H

#include "sim/trace/timeline.h"

/*
 * Judges the expectations of one step from the events of the timeline (the rules, in words:
 * docs/timeline.md). Pure: time comes in with events and judge_time().
 *
 *     judge = judge_begin(timeline, &start);      before the fault is carried out
 *     from a listener: judge_event(judge, n, event);
 *     timer at judge_deadline(judge): judge_time(judge, now);
 *     after each of them, if judge_has_news(judge): judge_tell(judge, timeline, now); if
 *     judge_done(judge) go on with the next step
 */

struct judge;

struct judge_start {
	size_t step;       /* index into the topology's steps */
	struct instant t0; /* of the fault: just before its system call; without a fault, when the
			      step began. Deadlines count from here */
	struct instant since; /* what may be evidence: t0 of the latest fault, this step's or an
				 earlier one's; t0 of the step when there was none yet. Elapsed
				 times and gaps count from here */
	struct instant marks; /* marks of an order count from here: .since, but when that fault only
				 ended another, what went on under that other counts too */
	bool rising;          /* there was no fault yet: the lab may still be coming up */
	struct instant up;    /* rising: when its last session came; INSTANT_NEVER: not yet */
	double foreign_max;   /* foreign load (CPUs) above which a missed limit below 2 s proves
				 nothing; 0: never */
};

struct judge_verdict {
	bool done;
	enum trace_verdict verdict;
	int64_t elapsed_ns; /* from .since to what satisfied it, 0 when it was so already; -1:
			       nothing did */
	size_t evidence;    /* number of that event, or SIZE_MAX */
	char detail[300];   /* what was expected, what was seen; may hold hostile text */
};

/**
 * judge_begin() - begin to judge a step
 * @timeline: outlives the judge; what it holds already is taken into account
 *
 * Return: a judge, or NULL without memory.
 */
struct judge *judge_begin(const struct timeline *timeline, const struct judge_start *start);
void judge_free(struct judge *judge);

void judge_event(struct judge *judge, size_t number, const struct trace_event *event);
/** judge_up() - the last session that belongs to the lab came at @at */
void judge_up(struct judge *judge, struct instant at);
/** judge_deadline() - the next instant at which time alone decides; INSTANT_NEVER when all is done
 */
struct instant judge_deadline(const struct judge *judge);
void judge_time(struct judge *judge, struct instant now);
/** judge_stop() - end now: whatever is undecided is @verdict for the reason @why */
void judge_stop(struct judge *judge, enum trace_verdict verdict, const char *why);
bool judge_done(const struct judge *judge);
/** judge_has_news() - whether judge_tell() would tell something */
bool judge_has_news(const struct judge *judge);

/** judge_verdict() - of expectation @i of the step */
const struct judge_verdict *judge_verdict(const struct judge *judge, size_t i);
/** judge_sum() - the step as a whole: worst verdict, latest elapsed, details of those not passed
 * (all passed: of the latest) */
void judge_sum(const struct judge *judge, struct judge_verdict *out);
/** judge_tell() - emit a TRACE_VERDICT for each expectation decided since the last call; never from
 * a listener's judge_event(), only after it returned */
void judge_tell(struct judge *judge, struct timeline *timeline, struct instant now);

/**
 * judge_invariant() - judge one invariant over the whole timeline
 * @invariant: not NOTHING_LEFT_BEHIND, which only whoever took the lab down can tell
 */
void judge_invariant(const struct timeline *timeline, enum topo_invariant invariant,
		     struct judge_verdict *out);
/** judge_invariant_result() - verdict of an invariant found out elsewhere: @left is what was left
 * behind, NULL or "" for nothing */
void judge_invariant_result(const char *left, struct judge_verdict *out);
/** judge_invariant_name() - "withdraw-before-unbind", … */
const char *judge_invariant_name(enum topo_invariant invariant);

/** judge_worse() - of two verdicts the one that decides: fail, inconclusive, skip, pass */
enum trace_verdict judge_worse(enum trace_verdict a, enum trace_verdict b);

#endif
