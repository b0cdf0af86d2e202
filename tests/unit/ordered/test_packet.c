/* Packets between the daemon and its processes for the log. */
#include "base/clock.h"
#include "packet.h"

#include "test.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void a_packet_comes_whole_with_its_bytes_beside(void **state)
{
    struct packet sent = {.number = 3, .kind = PACKET_APPEND, .seq = 9, .size = 5, .text = "chữ"}, got;
    char bytes[8] = "";
    int pair[2], file;
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    assert_true(packet_send(pair[0], &sent, "bytes"));
    sent.size = 0;
    assert_true(packet_send(pair[0], &sent, NULL));
    assert_true(packet_receive(pair[1], INT64_MAX, &got, &file));
    assert_int_equal(got.seq, 9);
    assert_string_equal(got.text, "chữ");
    assert_int_equal(pread(file, bytes, sizeof bytes, 0), 5);
    assert_string_equal(bytes, "bytes");
    close(file);
    assert_true(packet_receive(pair[1], INT64_MAX, &got, &file));
    assert_int_equal(file, -1);
    close(pair[0]);
    assert_false(packet_receive(pair[1], INT64_MAX, &got, &file));
    assert_false(packet_send(pair[1], &sent, NULL));
    close(pair[1]);
}

static void what_does_not_come_is_not_waited_for_beyond_its_time(void **state)
{
    struct packet got;
    int pair[2], file;
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    assert_false(packet_receive(pair[1], clock_monotonic_ms(&clock_system) + 20, &got, &file));
    /* Neither is half a packet taken for one. */
    assert_int_equal(send(pair[0], "half", 4, 0), 4);
    assert_false(packet_receive(pair[1], INT64_MAX, &got, &file));
    close(pair[0]);
    close(pair[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_comes_whole_with_its_bytes_beside),
        cmocka_unit_test(what_does_not_come_is_not_waited_for_beyond_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
