#include "core/bgp_fsm.h"

/* States, events and tasks in the words of RFC 4271, for notes and for the golden table. */

const char *bgp_state_name(enum bgp_state state)
{
	static const char *const names[BGP_STATES] = {
		"Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established",
	};

	return names[state];
}

const char *bgp_event_name(enum bgp_event event)
{
	static const char *const names[BGP_EVENTS] = {
		[BGP_EVENT_START] = "ManualStart",
		[BGP_EVENT_STOP] = "ManualStop",
		[BGP_EVENT_RETRY] = "ConnectRetryTimer_Expires",
		[BGP_EVENT_HOLD] = "HoldTimer_Expires",
		[BGP_EVENT_KEEPALIVE_TIME] = "KeepaliveTimer_Expires",
		[BGP_EVENT_SEND_HOLD] = "SendHoldTimer_Expires",
		[BGP_EVENT_TCP_UP] = "Tcp_CR_Acked",
		[BGP_EVENT_TCP_DOWN] = "TcpConnectionFails",
		[BGP_EVENT_HEADER_FAULT] = "BGPHeaderErr",
		[BGP_EVENT_OPEN] = "BGPOpen",
		[BGP_EVENT_OPEN_FAULT] = "BGPOpenMsgErr",
		[BGP_EVENT_NOTIFICATION] = "NotifMsg",
		[BGP_EVENT_VERSION_ERROR] = "NotifMsgVerErr",
		[BGP_EVENT_KEEPALIVE] = "KeepAliveMsg",
		[BGP_EVENT_UPDATE] = "UpdateMsg",
		[BGP_EVENT_UPDATE_FAULT] = "UpdateMsgErr",
		[BGP_EVENT_REFRESH] = "RouteRefreshMsg",
	};

	return names[event];
}

const char *bgp_task_name(enum bgp_task task)
{
	static const char *const names[] = {
		[BGP_TASK_CONNECT] = "connect",
		[BGP_TASK_WAIT] = "wait",
		[BGP_TASK_OPEN] = "send-open",
		[BGP_TASK_KEEPALIVE] = "send-keepalive",
		[BGP_TASK_HOLD] = "restart-hold-timer",
		[BGP_TASK_UP] = "announce-all",
		[BGP_TASK_REFRESH] = "announce-again",
		[BGP_TASK_NOTIFY] = "notify",
		[BGP_TASK_CLOSE] = "close",
		[BGP_TASK_ABORT] = "abort",
		[BGP_TASK_FORGET] = "forget",
	};

	return names[task];
}
