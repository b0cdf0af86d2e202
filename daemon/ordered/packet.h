/* What the daemon and its processes for the log say to each other: packets, with the bytes of an entry in a
 * file without a name beside. A packet is whole or is not there, so that a process which dies leaves no half
 * of one. */
#ifndef ORDERED_PACKET_H
#define ORDERED_PACKET_H

#include "base/err.h"
#include "store/replication.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum packet_kind {
    PACKET_READY,
    PACKET_APPEND,
    PACKET_READ,
    PACKET_AWAIT,
    PACKET_ORDER,
    PACKET_PUT,
    PACKET_GET
};

enum { PACKET_TEXT_SIZE = 256, PACKET_CLUSTER_SIZE = 40 };

struct packet {
    uint32_t number;                   /* of the question; the answer has the same */
    char cluster[PACKET_CLUSTER_SIZE]; /* whose log is meant; "" whichever is there */
    enum packet_kind kind;
    int64_t seq;    /* of the entry; with an answer to AWAIT that of the last one there is */
    int64_t amount; /* APPEND: the schema; ORDER: 1 on, 0 off; AWAIT: the patience in milliseconds, answered
                       by the entry's age */
    unsigned char txid[REPLICATION_TXID_SIZE];
    size_t size;                 /* of the bytes beside; 0 none; GET: 1, the file to write to is beside */
    enum append_outcome outcome; /* of APPEND */
    enum err err;                /* of the others */
    bool is_reached;
    char text[PACKET_TEXT_SIZE]; /* a fault, or the name of a node, or of a file */
};

/* Sends it, with `packet->size` bytes beside. False: nobody is there, or there is no memory. */
bool packet_send(int to, const struct packet *packet, const void *bytes);

/* The same with a file that is there; `packet->size` is not 0. */
bool packet_send_file(int to, const struct packet *packet, int file);

/* Receives one, at the latest at `until_ms` (monotonic; INT64_MAX: whenever). *ret_file, -1 when nothing is
 * beside, is the caller's. False: none came, or nobody is there any more. */
bool packet_receive(int from, int64_t until_ms, struct packet *ret_packet, int *ret_file);

#endif
