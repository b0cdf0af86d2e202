/* /.well-known/acme-challenge/TOKEN (RFC 8555 section 8.3): what the office's ACME client put into its web
 * root is shown to the certificate authority. Must not know the client, nor what an answer means. */
#include "base/folder.h"
#include "base/log.h"
#include "handler/handler.h"

#include <errno.h>
#include <string.h>

/* A token has 43 letters with the authorities there are, its answer twice as many and a dot. */
enum { TOKEN_MAX = 128, CHALLENGE_MAX = 4096 };

static bool is_acme_token(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t length = strspn(text, letters);
    return length && length <= TOKEN_MAX && !text[length];
}

/* A file that is there and cannot be shown is a mistake of the set-up, and renewal fails by it: the one who
 * looks for the reason finds it here. */
static void tell_unreadable(const char *folder, const char *why)
{
    log_warning(
        "acme_challenge",
        LOG_SAYS(
            "an answer to the certificates' authority cannot be read; the certificate will not be renewed"),
        LOG_TEXT("folder", folder), LOG_TEXT("error", why));
}

enum err machine_acme_challenge(struct app *app, const struct request *request, struct reply *reply)
{
    const char *token = request->args[0];
    const char *const names[] = {".well-known", "acme-challenge", token};
    char bytes[CHALLENGE_MAX];
    size_t size = 0;
    bool is_there = *app->acme_folder && is_acme_token(token);
    int failed = is_there ? folder_read(app->acme_folder, names, sizeof names / sizeof *names, bytes,
                                        sizeof bytes, &size)
                          : -1;
    if (is_there && failed && errno != ENOENT)
        tell_unreadable(app->acme_folder, strerror(errno));
    /* It goes as a text. */
    if (!failed && memchr(bytes, '\0', size)) {
        tell_unreadable(app->acme_folder, "the file is no text");
        failed = -1;
    }
    if (failed)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    reply->text = arena_copy(request->arena, bytes, size);
    reply->text_type = "text/plain; charset=utf-8";
    return ERR_OK;
}
