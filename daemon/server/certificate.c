/* When certificate and key are read again. Must not know what they say: that is tls.c's. */
#include "certificate.h"

#include "base/log.h"
#include "tls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A changed file is taken by the second look after, well within the minute that is promised. */
enum { NS_PER_S = 1000000000, LOOK_MS = 2000 };

static int64_t ns_of(struct timespec at)
{
    return (int64_t)at.tv_sec * NS_PER_S + at.tv_nsec;
}

/* Renamed into place, written over, or given other rights: each changes one of these. */
static struct file_mark file_mark_of(const char *path)
{
    struct stat st;
    if (stat(path, &st))
        return (struct file_mark){.failed = errno};
    return (struct file_mark){.device = st.st_dev,
                              .inode = st.st_ino,
                              .size = (uint64_t)st.st_size,
                              .modified_ns = ns_of(st.st_mtim),
                              .changed_ns = ns_of(st.st_ctim)};
}

static bool mark_is_same(const struct file_mark *a, const struct file_mark *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified_ns == b->modified_ns && a->changed_ns == b->changed_ns && a->failed == b->failed;
}

static bool marks_are_same(const struct file_mark a[2], const struct file_mark b[2])
{
    return mark_is_same(&a[0], &b[0]) && mark_is_same(&a[1], &b[1]);
}

static void take_marks(const struct certificate *certificate, struct file_mark ret_marks[2])
{
    ret_marks[0] = file_mark_of(certificate->cert_file);
    ret_marks[1] = file_mark_of(certificate->key_file);
}

/* Under the lock. `marks` were taken before, so that what changes meanwhile is noticed by the next look. */
static enum err reload_marked(struct certificate *certificate, const struct file_mark marks[2],
                              struct buf *fault)
{
    bool changed;
    enum err err = tls_reload(fault, &changed);
    if (err) {
        snprintf(certificate->told, sizeof certificate->told, "%s", buf_str(fault));
        return err;
    }
    memcpy(certificate->used, marks, sizeof certificate->used);
    certificate->told[0] = '\0';
    if (changed)
        log_info("certificate", LOG_SAYS("the renewed certificate is in use"),
                 LOG_TEXT("file", certificate->cert_file));
    return ERR_OK;
}

enum err certificate_open(struct certificate *certificate, const char *cert_file, const char *key_file,
                          struct buf *fault)
{
    *certificate = (struct certificate){.cert_file = cert_file, .key_file = key_file};
    pthread_mutex_init(&certificate->lock, NULL);
    if (!*cert_file)
        return ERR_OK;
    take_marks(certificate, certificate->used);
    memcpy(certificate->seen, certificate->used, sizeof certificate->seen);
    return tls_open(cert_file, key_file, fault);
}

enum err certificate_reload(struct certificate *certificate, struct buf *fault)
{
    struct file_mark marks[2];
    if (!*certificate->cert_file)
        return ERR_OK;
    pthread_mutex_lock(&certificate->lock);
    take_marks(certificate, marks);
    enum err err = reload_marked(certificate, marks, fault);
    pthread_mutex_unlock(&certificate->lock);
    return err;
}

/* Under the lock. What is wrong stays so until somebody mends it; then it is logged no second time. */
static void try_reload(struct certificate *certificate, const struct file_mark marks[2])
{
    char told[CERTIFICATE_FAULT_SIZE];
    auto_buf struct buf fault = BUF(CERTIFICATE_FAULT_SIZE * 4);
    memcpy(told, certificate->told, sizeof told);
    if (reload_marked(certificate, marks, &fault) && strcmp(told, certificate->told) != 0)
        log_error(
            "certificate",
            LOG_SAYS(
                "the former certificate stays in use; a renewed one will not be taken until this is mended"),
            LOG_TEXT("error", buf_str(&fault)));
}

/* The job. Two looks at names, unless something changed. */
static enum err certificate_look(void *context)
{
    struct certificate *certificate = context;
    struct file_mark marks[2];
    pthread_mutex_lock(&certificate->lock);
    take_marks(certificate, marks);
    bool is_wanted = !certificate->is_tried || !marks_are_same(marks, certificate->used);
    /* Key and chain are two files, and each may be in the middle of being written. */
    bool is_settled = marks_are_same(marks, certificate->seen);
    memcpy(certificate->seen, marks, sizeof certificate->seen);
    if (is_wanted && is_settled) {
        certificate->is_tried = true;
        try_reload(certificate, marks);
    }
    pthread_mutex_unlock(&certificate->lock);
    /* Told above: to the worker, too, it would be a failure of each look. */
    return ERR_OK;
}

enum err certificate_watch(struct certificate *certificate)
{
    if (!*certificate->cert_file)
        return ERR_OK;
    certificate->looking = (struct job){"certificate", LOOK_MS, certificate_look, certificate, NULL};
    return worker_start(&certificate->looking, 1, &certificate->worker);
}

void certificate_close(struct certificate *certificate)
{
    if (!certificate->cert_file)
        return;
    worker_stop(certificate->worker);
    if (*certificate->cert_file)
        tls_close();
    pthread_mutex_destroy(&certificate->lock);
}
