/* Files of media for the daemon: between its descriptors and PostgreSQL. Knows no folder. */
#include "ordered/files.h"
#include "turn.h"

#include <stdio.h>

static enum err turn_file_once(struct turn *turn, const struct packet *question, int file, struct buf *fault)
{
    enum err err = turn_connect(turn);
    if (err)
        return err;
    err = question->kind == PACKET_PUT
              ? database_put_file(turn->database, question->text, file, (int64_t)question->size, fault)
              : database_get_file(turn->database, question->text, file, fault);
    if (err == ERR_UNAVAILABLE)
        turn_drop(turn, fault);
    return err;
}

bool turn_file(struct turn *turn, const struct packet *question, int file, struct packet *answer)
{
    auto_buf struct buf fault = BUF(4096);
    bool was_connected = turn->database != NULL;
    answer->err = file < 0 ? ERR_UNAVAILABLE : turn_file_once(turn, question, file, &fault);
    /* A connection that rested may have been lost since; putting twice is as good as once. */
    if (answer->err == ERR_UNAVAILABLE && was_connected && question->kind == PACKET_PUT)
        answer->err = turn_file_once(turn, question, file, &fault);
    answer->is_reached = turn->database != NULL;
    snprintf(answer->text, sizeof answer->text, "%s", turn->fault);
    return packet_send(turn->questions, answer, NULL);
}
