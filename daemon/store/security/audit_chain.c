/* The bytes over which the audit's hashes go, in the present form and in the one that schema 9 closed. */
#include "audit_chain.h"

#include <sodium.h>
#include <string.h>

/* Eight bytes, most significant first, whatever the machine. */
static void chain_add_integer(crypto_generichash_state *state, uint64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

/* The length first, so that what ends one text cannot begin the next. */
static void chain_add_bytes(crypto_generichash_state *state, struct audit_bytes bytes)
{
    chain_add_integer(state, bytes.at ? (uint64_t)bytes.size : UINT64_MAX);
    if (bytes.at)
        crypto_generichash_update(state, bytes.at, bytes.size);
}

/* A text without its NUL; NULL stays absent, which is not the same as "". */
static struct audit_bytes bytes_of_text(const char *text)
{
    return (struct audit_bytes){text, text ? strlen(text) : 0};
}

/* A line with `note` at the note's place. */
static void chain_hash(const unsigned char former[AUDIT_HASH_SIZE], const struct audit_row *row,
                       struct audit_bytes note, unsigned char hash[AUDIT_HASH_SIZE])
{
    crypto_generichash_state state;
    const struct audit_line *line = &row->shown;
    crypto_generichash_init(&state, NULL, 0, AUDIT_HASH_SIZE);
    /* The order is part of the format (audit_chain.h); a field more would be another chain. */
    crypto_generichash_update(&state, former, AUDIT_HASH_SIZE);
    chain_add_integer(&state, (uint64_t)line->number);
    chain_add_integer(&state, (uint64_t)line->at_ms);
    chain_add_integer(&state, (uint64_t)line->token_id);
    chain_add_bytes(&state, bytes_of_text(line->actor));
    chain_add_bytes(&state, bytes_of_text(line->action));
    chain_add_bytes(&state, bytes_of_text(line->object));
    chain_add_integer(&state, (uint64_t)line->object_id);
    chain_add_integer(&state, (uint64_t)line->before_version);
    chain_add_integer(&state, (uint64_t)line->after_version);
    chain_add_bytes(&state, note);
    chain_add_bytes(&state, bytes_of_text(line->request_id));
    chain_add_bytes(&state, row->address_hash);
    crypto_generichash_final(&state, hash, AUDIT_HASH_SIZE);
}

void audit_hash_row(const unsigned char former[AUDIT_HASH_SIZE], const struct audit_row *row,
                    unsigned char hash[AUDIT_HASH_SIZE])
{
    chain_hash(former, row, row->note_hash, hash);
}

void audit_hash_closed_row(const unsigned char former[AUDIT_HASH_SIZE], const struct audit_row *row,
                           unsigned char hash[AUDIT_HASH_SIZE])
{
    chain_hash(former, row, bytes_of_text(row->note), hash);
}

/* Keyed with the salt: short notes could be guessed from a plain hash after they were taken out. */
static void note_hash(const char *note, const unsigned char salt[AUDIT_SALT_SIZE],
                      unsigned char hash[AUDIT_HASH_SIZE])
{
    crypto_generichash(hash, AUDIT_HASH_SIZE, (const unsigned char *)note, strlen(note), salt,
                       AUDIT_SALT_SIZE);
}

void audit_salt_note(struct audit_row *row, unsigned char salt[AUDIT_SALT_SIZE],
                     unsigned char hash[AUDIT_HASH_SIZE])
{
    row->note_salt = row->note_hash = (struct audit_bytes){0};
    if (!row->note)
        return;
    randombytes_buf(salt, AUDIT_SALT_SIZE);
    note_hash(row->note, salt, hash);
    row->note_salt = (struct audit_bytes){salt, AUDIT_SALT_SIZE};
    row->note_hash = (struct audit_bytes){hash, AUDIT_HASH_SIZE};
}

bool audit_note_is_right(const struct audit_row *row)
{
    unsigned char hash[AUDIT_HASH_SIZE];
    /* Both or neither; a salt that is left without its note, or the other way round, is nobody's doing
     * here. */
    if (!row->note || !row->note_salt.at)
        return !row->note && !row->note_salt.at;
    if (row->note_salt.size != AUDIT_SALT_SIZE)
        return false;
    note_hash(row->note, row->note_salt.at, hash);
    return audit_hash_is(row->note_hash, hash);
}

/* Hashes of the chain are no secret, so an ordinary comparison will do. */
bool audit_hash_is(struct audit_bytes bytes, const unsigned char hash[AUDIT_HASH_SIZE])
{
    return bytes.at && bytes.size == AUDIT_HASH_SIZE && memcmp(bytes.at, hash, AUDIT_HASH_SIZE) == 0;
}
