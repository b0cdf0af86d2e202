/* How much room citizens' files take of what they may. Beyond it a question is taken without its files, so
 * the office is told while there is still time to raise the setting, or to answer and erase. */
#include "work/check.h"

#include "store/petition.h"

enum { MIB = 1024 * 1024, WARNS_AT_PERCENT = 80 };

void check_question_files(const struct check_scope *scope, struct conn *conn, struct check_list *list)
{
    int64_t bytes = 0;
    enum err err = petition_files_in_all(conn, &bytes);
    long long kept = (long long)(bytes / MIB), most = (long long)scope->question_files_mb;
    if (err)
        check_add(list, CHECK_FAILURE, "files", "không đọc được: %s", "cannot be read: %s",
                  err_title(err, list->lang));
    else if (kept * 100 >= most * WARNS_AT_PERCENT)
        check_add(
            list, CHECK_WARNING, "files",
            "tệp người dân gửi kèm chiếm %lld trong %lld MB; đầy thì câu hỏi chỉ được nhận khi không kèm "
            "tệp: hãy trả lời, xóa những câu hỏi đã xong, hoặc tăng cài đặt question_files",
            "files that citizens sent take %lld of %lld MB; beyond it questions are taken without files: "
            "answer, erase what is done with, or raise the setting question_files",
            kept, most);
    else if (bytes)
        check_add(list, CHECK_OK, "files", "tệp người dân gửi kèm chiếm %lld trong %lld MB",
                  "files that citizens sent take %lld of %lld MB", kept, most);
}
