# Rows of the BGP table that a unit test cannot see: sockets, segments and times, as the router's side has them.

load ../lib/lab

setup() {
    name=bgp-$BATS_SUITE_TEST_NUMBER-$((RANDOM % 1000))
    pcap=$BATS_TEST_TMPDIR/session.pcapng
}

teardown() {
    anycast-lab down "$name" >/dev/null 2>&1 || :
}

# lab ROUTER C1: a router and an announcer, with further keys of each
lab() {
    write lab.yaml >/dev/null <<EOF
name: $name
anycast:
  hostname: cache.anycast.example.org
  addresses: [203.0.113.10, "2001:db8:a::10"]
  routes: [203.0.113.0/24, "2001:db8:a::/48"]
topology:
  nodes:
    r1: { kind: bird, asn: 64512$1 }
    c1: { kind: announcer, asn: 65001$2 }
  links:
    - endpoints: ["r1:eth1", "c1:eth1"]
EOF
    anycast-lab up "$BATS_TEST_TMPDIR/lab.yaml"
}

on() {
    local node=$1
    shift
    anycast-lab exec "$name" "$node" -- "$@"
}

# router LINE…: a router's file with these lines in its side of the session
router() {
    {
        cat <<'EOF'
log stderr all;
router id 198.18.128.1;
protocol device { scan time 1; }
protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }
protocol kernel { ipv6 { import none; export where source = RTS_BGP; }; }
EOF
        echo "protocol bgp c1 { local as 64512; neighbor 198.18.1.2 as 65001; passive on; error wait time 1,1; $*"
        echo 'ipv4 { import all; export none; }; ipv6 { import all; export none; }; }'
    } | write bird.conf >/dev/null
}

signal() {
    # shellcheck disable=SC2016 # expanded in the node
    on c1 sh -c 'kill -$1 $(pgrep -x anycastd)' sh "$1"
}

# capture: what passes the router, from now on
capture() {
    anycast-lab exec "$name" r1 -- tshark -i eth1 -f 'tcp port 179' -w - >"$pcap" 2>/dev/null 3>&- 4>&- &
    wait_for 10 test -s "$pcap"
}

# dissect FILTER FIELD…: one line a packet
dissect() {
    local fields=() field
    for field in "${@:2}"; do fields+=(-e "$field"); done
    tshark -r "$pcap" -o tcp.relative_sequence_numbers:TRUE -d tcp.port==179,bgp -Y "$1" -T fields "${fields[@]}" 2>/dev/null || :
}

seen() {
    [ -n "$(dissect "$1" frame.number)" ]
}

# times N: at least so many packets match
times() {
    [ "$(dissect "$2" frame.number | wc -l)" -ge "$1" ]
}

announced() {
    on r1 ip route show 203.0.113.0/24 | grep -q via
}

withdrawn() {
    ! announced
}

# gaps: between the times on standard input, each in ms
gaps() {
    awk 'NR > 1 { printf "%d\n", ($1 - last) * 1000 } { last = $1 }'
}

OURS='ip.src == 198.18.1.2'
SYN="$OURS && tcp.flags.syn == 1"

@test "BGP-TCP-02: nothing listens for BGP, and whoever tries disturbs nothing" {
    lab '' ''
    wait_for 5 announced
    run on c1 ss -Hltn
    refute_output --regexp ':179 '
    capture
    run on r1 curl -s --connect-timeout 2 telnet://198.18.1.2:179
    assert_failure
    wait_for 5 seen 'ip.src == 198.18.1.2 && tcp.srcport == 179 && tcp.flags.reset == 1'
    refute seen 'tcp.srcport == 179 && ip.src == 198.18.1.2 && bgp'
    announced
}

@test "BGP-TCP-01 BGP-TCP-03 BGP-TIME-01 BGP-TIME-03: one SYN, and with a hold time of 3 s a KEEPALIVE a second" {
    router 'hold time 3;'
    lab ', config: bird.conf' ''
    wait_for 5 announced
    capture
    on r1 birdc -s /run/anycast-lab/r1/bird.ctl restart c1
    wait_for 15 times 8 "$OURS && bgp.type == 4"
    assert_equal "$(dissect "$SYN" ip.src tcp.dstport)" $'198.18.1.2\t179'
    # the first is the answer to OPEN
    run gaps < <(dissect "$OURS && bgp.type == 4" frame.time_epoch | tail -n +2)
    assert [ "${#lines[@]}" -ge 6 ]
    for gap in "${lines[@]}"; do
        assert [ "$gap" -ge 980 ]
        # exactly 1 s in virtual time (tests/unit); here only soon enough for the hold time
        assert [ "$gap" -le 2500 ]
    done
}

@test "BGP-TIME-05 BGP-OPEN-03: a hold time of 0 means one KEEPALIVE and no end" {
    router ''
    lab ', config: bird.conf' ', node-config: { Cache.Anycast.BGP.HoldTime: 0 }'
    wait_for 5 announced
    capture
    on r1 birdc -s /run/anycast-lab/r1/bird.ctl restart c1
    wait_for 10 seen "$OURS && bgp.open.holdtime == 0"
    # longer than a third of any hold time that the router may have wished
    run wait_for 5 times 2 "$OURS && bgp.type == 4"
    assert_failure
    assert_equal "$(dissect "$OURS && bgp.type == 4" frame.number | wc -l)" 1
    announced
}

@test "BGP-TCP-08 BGP-TCP-09: a router that is down is asked again, from 0.5 s to 2 s apart, and then found" {
    lab '' ''
    wait_for 5 announced
    capture
    # shellcheck disable=SC2016 # expanded in the node
    on r1 sh -c 'kill -9 $(pgrep -x bird)'
    wait_for 20 times 6 "$SYN"
    run gaps < <(dissect "$SYN" frame.time_epoch)
    for gap in "${lines[@]}"; do
        assert [ "$gap" -ge 490 ]
        # the cap is 2 s, exactly so in virtual time (tests/unit)
        assert [ "$gap" -le 4000 ]
    done
    assert [ "${#lines[@]}" -ge 5 ]
    # every attempt from a port of its own; a SYN that TCP sends again is none
    assert_equal "$(dissect "$SYN" tcp.srcport tcp.seq_raw | sort -u | cut -f 1 | uniq -d)" ''
    on r1 bird -c /run/anycast-lab/r1/bird.conf -s /run/anycast-lab/r1/again.ctl -P /run/anycast-lab/r1/again.pid
    wait_for 4 announced
}

@test "BGP-FSM-05 BGP-FSM-07: a NOTIFICATION is answered by nothing but the end, and a new attempt half a second later" {
    router ''
    lab ', config: bird.conf' ''
    wait_for 5 announced
    capture
    on r1 birdc -s /run/anycast-lab/r1/bird.ctl restart c1
    wait_for 10 seen "$SYN"
    wait_for 5 announced
    end=$(dissect 'ip.src == 198.18.1.1 && bgp.type == 3' frame.time_epoch | head -1)
    syn=$(dissect "$SYN" frame.time_epoch | head -1)
    run gaps <<<"$end"$'\n'"$syn"
    assert [ "$output" -ge 490 ]
    first=$(dissect "$SYN" frame.number | head -1)
    run dissect "$OURS && bgp && frame.number < $first && bgp.type != 4" frame.number
    assert_output ''
}

@test "BGP-TCP-12: the end of a stop is NOTIFICATION and FIN, no RST" {
    lab '' ''
    wait_for 5 announced
    capture
    signal TERM
    wait_for 5 seen "$OURS && bgp.type == 3"
    wait_for 5 seen "$OURS && tcp.flags.fin == 1"
    wait_for 5 seen 'ip.src == 198.18.1.1 && tcp.flags.fin == 1'
    refute seen "$OURS && tcp.flags.reset == 1"
    # the last octets are the NOTIFICATION's
    assert_equal "$(dissect "$OURS && tcp.len > 0" bgp.type | tail -1)" 3
}

@test "BGP-TCP-13: kill -9 ends the connection at once" {
    lab '' ''
    wait_for 5 announced
    capture
    signal KILL
    wait_for 5 seen "$OURS && (tcp.flags.fin == 1 || tcp.flags.reset == 1)"
    wait_for 1 withdrawn
    anycast-lab events "$name" >"$BATS_TEST_TMPDIR/events"
    run jq -s '(map(select(.kind == "process" and .program == "anycastd" and .state == "signaled"))[0].t_ms) as $killed |
        (map(select(.kind == "session" and .state == "down"))[0].t_ms) as $down | $down - $killed | fabs < 100' "$BATS_TEST_TMPDIR/events"
    assert_output true
}

@test "BGP-MD5-01 BGP-MD5-03: with a key every segment is signed; with another one there is no session, said once" {
    router 'password "right";'
    lab ', config: bird.conf' ', node-config: { Cache.Anycast.BGP.Password: right }'
    wait_for 5 announced
    capture
    on r1 birdc -s /run/anycast-lab/r1/bird.ctl restart c1
    wait_for 10 seen "$OURS && bgp.type == 2"
    run dissect "$OURS && !tcp.option_kind == 19" frame.number
    assert_output ''
    anycast-lab down "$name"

    lab ', config: bird.conf' ', node-config: { Cache.Anycast.BGP.Password: wrong }' || :
    said() { anycast-lab events "$name" | grep 'wrong TCP-MD5 key' >"$BATS_TEST_TMPDIR/said"; }
    wait_for 10 said
    run cat "$BATS_TEST_TMPDIR/said"
    assert_equal "${#lines[@]}" 1
    withdrawn
    refute_output --partial '"wrong"'
}
