/* What people look for and find: numbers of documents however they are typed, questions in whole sentences,
 * and what is suggested for slips. Texts and queries were written for this test. */
#include "search/search_run.h"
#include "search_fixture.h"
#include "text/word.h"

/* A query and the slug of the article it is meant for. */
struct labelled {
    const char *query, *slug;
};

static void add_texts(struct fixture *f, const char *const texts[][3], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct article article = article_of(texts[i][0], texts[i][1], texts[i][2]);
        add_article(f, &article);
    }
}

/* The place of the article among the first ten, from 1; 0 when it is not there. */
static size_t rank_of(struct fixture *f, const struct labelled *labelled)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    struct search_result result = find(f, arena, normal(labelled->query, arena), SEARCH_BY_RELEVANCE);
    for (size_t i = 0; i < result.count; i++)
        if (strcmp(result.hits[i].article.slug, labelled->slug) == 0)
            return i + 1;
    return 0;
}

static const char *const documents[][3] = {
    {"nghi-dinh-cong-tac-van-thu", "Nghị định số 30/2020/NĐ-CP về công tác văn thư",
     "Quy định thể thức văn bản."},
    {"nghi-dinh-xu-phat", "Quy định mới về xử phạt hành chính",
     "Căn cứ Nghị định 123/2023/NĐ-CP ngày 5/9/2023."},
    {"quyet-dinh-45", "Quyết định 45/QĐ-UBND về kế hoạch sử dụng đất",
     "Kế hoạch sử dụng đất năm 2024 của xã."},
    {"quyet-dinh-145", "Quyết định 145/QĐ-UBND về giao chỉ tiêu", "Giao chỉ tiêu thu ngân sách."},
    {"quyet-dinh-1045", "Quyết định 1045/QĐ-UBND kiện toàn ban chỉ đạo", "Ban chỉ đạo gồm các thành viên."},
    {"thong-tu-02", "Thông tư 02/2017/TT-BNV hướng dẫn mức lương cơ sở", "Mức lương cơ sở của cán bộ xã."},
    {"ke-hoach-120", "Kế hoạch 120-KH/HU của Huyện ủy", "Học tập nghị quyết."},
    {"cong-van-881", "Trả lời kiến nghị cử tri", "Theo công văn số 881/UBND-VP của văn phòng."},
    {"luat-dat-dai", "Luật Đất đai số 31/2024/QH15 có gì mới", "Nhiều quy định mới về thu hồi đất."},
    {"nghi-quyet-07", "Nghị quyết 07/2022/NQ-HĐND về mức thu phí", "Mức thu phí vệ sinh môi trường."},
    {"chi-thi-16", "Thực hiện Chỉ thị 16/CT-TTg", "Giãn cách xã hội trên địa bàn."},
    {"thong-bao-15", "Thông báo 15/TB-UBND lịch tiếp công dân", "Lịch tiếp công dân hằng tháng."},
};

/* The forms in which people type a number: as it is, without marks, small, with spaces or nothing where signs
 * are, without its leading zero, or only as far as they remember it. */
static const struct labelled numbers[] = {
    {"30/2020/NĐ-CP", "nghi-dinh-cong-tac-van-thu"},
    {"nghị định 30/2020/nđ-cp", "nghi-dinh-cong-tac-van-thu"},
    {"nghi dinh 30/2020/nd-cp", "nghi-dinh-cong-tac-van-thu"},
    {"30/2020/ND-CP", "nghi-dinh-cong-tac-van-thu"},
    {"30/2020", "nghi-dinh-cong-tac-van-thu"},
    {"123/2023/NĐ-CP", "nghi-dinh-xu-phat"},
    {"123/2023/nd-cp", "nghi-dinh-xu-phat"},
    {"123 / 2023 / NĐ - CP", "nghi-dinh-xu-phat"},
    {"123/2023/NĐ–CP", "nghi-dinh-xu-phat"},
    {"123 2023 NĐ CP", "nghi-dinh-xu-phat"},
    {"123-2023-ND-CP", "nghi-dinh-xu-phat"},
    {"nd 123/2023", "nghi-dinh-xu-phat"},
    {"45/QĐ-UBND", "quyet-dinh-45"},
    {"45/QD-UBND", "quyet-dinh-45"},
    {"45/qđ-ubnd", "quyet-dinh-45"},
    {"qđ 45/qđ-ubnd", "quyet-dinh-45"},
    {"số 45/QĐ-UBND", "quyet-dinh-45"},
    {"45 QĐ UBND", "quyet-dinh-45"},
    {"45 qd ubnd", "quyet-dinh-45"},
    {"45QĐ-UBND", "quyet-dinh-45"},
    {"quyết định 45", "quyet-dinh-45"},
    {"quyet dinh so 145/qd-ubnd", "quyet-dinh-145"},
    {"1045/QĐ-UBND", "quyet-dinh-1045"},
    {"1045 qd-ubnd", "quyet-dinh-1045"},
    {"02/2017/TT-BNV", "thong-tu-02"},
    {"2/2017/TT-BNV", "thong-tu-02"},
    {"thông tư 2/2017/tt-bnv", "thong-tu-02"},
    {"02 2017 tt bnv", "thong-tu-02"},
    {"120-KH/HU", "ke-hoach-120"},
    {"120 kh/hu", "ke-hoach-120"},
    {"120/KH-HU", "ke-hoach-120"},
    {"881/UBND-VP", "cong-van-881"},
    {"881 ubnd vp", "cong-van-881"},
    {"31/2024/QH15", "luat-dat-dai"},
    {"luat 31/2024/qh15", "luat-dat-dai"},
    {"31 2024 qh15", "luat-dat-dai"},
    {"07/2022/NQ-HĐND", "nghi-quyet-07"},
    {"7/2022/nq-hdnd", "nghi-quyet-07"},
    {"07/2022/NQ HĐND", "nghi-quyet-07"},
    {"16/CT-TTg", "chi-thi-16"},
    {"16/ct-ttg", "chi-thi-16"},
    {"16 ct ttg", "chi-thi-16"},
    {"15/TB-UBND", "thong-bao-15"},
    {"15 TB-UBND", "thong-bao-15"},
};

static void numbers_of_documents_are_found_however_they_are_typed(void **state)
{
    struct fixture *f = *state;
    add_many(f);
    add_texts(f, documents, sizeof documents / sizeof *documents);
    size_t missed = 0, first = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        size_t rank = rank_of(f, &numbers[i]);
        if (rank != 1)
            print_message("rank %zu: %s\n", rank, numbers[i].query);
        missed += rank == 0;
        first += rank == 1;
    }
    assert_int_equal(first, sizeof numbers / sizeof *numbers);
    assert_int_equal(missed, 0);
}

static const char *const procedures[][3] = {
    {"khai-sinh", "Đăng ký khai sinh cho trẻ em",
     "Trong thời hạn 60 ngày kể từ ngày sinh con, cha hoặc mẹ có trách nhiệm đăng ký khai sinh cho con tại "
     "ủy ban "
     "nhân dân cấp xã nơi cư trú. Hồ sơ gồm tờ khai và giấy chứng sinh. Nộp muộn không bị phạt tiền."},
    {"khai-tu", "Thủ tục đăng ký khai tử",
     "Người thân thích của người chết đi khai tử trong 15 ngày, mang theo giấy báo tử và căn cước của mình."},
    {"ket-hon", "Điều kiện đăng ký kết hôn",
     "Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi được kết hôn, việc kết hôn do hai bên tự nguyện quyết định. Khi "
     "đăng ký cả "
     "hai bên phải có mặt."},
    {"tam-tru", "Hướng dẫn khai báo tạm trú",
     "Công dân đến sinh sống tại chỗ ở hợp pháp ngoài nơi thường trú từ 30 ngày trở lên phải đăng ký tạm "
     "trú. Thời hạn "
     "tạm trú tối đa là hai năm và được gia hạn nhiều lần."},
    {"tach-thua", "Diện tích tối thiểu khi tách thửa đất ở",
     "Thửa đất ở nông thôn mới hình thành phải có diện tích không nhỏ hơn 60 mét vuông và có lối đi ra đường "
     "công cộng."},
    {"so-do", "Cấp lại giấy chứng nhận quyền sử dụng đất bị mất",
     "Hộ gia đình bị mất sổ đỏ phải khai báo với ủy ban nhân dân xã. Sau 30 ngày niêm yết thì nộp hồ sơ xin "
     "cấp lại."},
    {"nghi-viec", "Quyền lợi khi người lao động thôi việc",
     "Người làm việc từ đủ 12 tháng trở lên được trả trợ cấp thôi việc, mỗi năm nửa tháng lương. Công ty "
     "phải thanh "
     "toán trong 14 ngày."},
    {"thai-san", "Chế độ thai sản của lao động nữ",
     "Lao động nữ sinh con được nghỉ 06 tháng và hưởng trợ cấp bằng 100% mức bình quân tiền lương đóng bảo "
     "hiểm."},
    {"bhyt", "Mức hưởng bảo hiểm y tế khi khám trái tuyến",
     "Khám chữa bệnh không đúng tuyến tại bệnh viện tỉnh được thanh toán chi phí điều trị nội trú theo tỷ lệ "
     "quy định."},
    {"ly-hon", "Giải quyết việc nuôi con khi vợ chồng ly hôn",
     "Con dưới 36 tháng tuổi được giao cho mẹ trực tiếp nuôi, trừ trường hợp mẹ không đủ điều kiện trông "
     "nom. Người "
     "không trực tiếp nuôi phải cấp dưỡng hằng tháng."},
    {"thua-ke", "Hàng thừa kế theo pháp luật",
     "Hàng thứ nhất gồm vợ, chồng, cha, mẹ, con của người để lại di sản. Di chúc miệng chỉ có giá trị trong "
     "ba tháng."},
    {"nong-do-con", "Xử phạt lái xe có nồng độ cồn",
     "Người điều khiển xe máy mà trong hơi thở có nồng độ cồn bị phạt tiền và tước giấy phép lái xe đến 24 "
     "tháng."},
    {"giay-phep-xay-dung", "Công trình được miễn giấy phép xây dựng",
     "Nhà ở riêng lẻ dưới 7 tầng ở nông thôn nằm ngoài khu quy hoạch thì không phải xin phép trước khi khởi "
     "công."},
    {"nghia-vu-quan-su", "Độ tuổi gọi nhập ngũ",
     "Công dân từ đủ 18 đến hết 25 tuổi được gọi nhập ngũ; sinh viên đại học được tạm hoãn đến hết 27 tuổi."},
    {"kinh-doanh", "Đăng ký hộ kinh doanh qua mạng",
     "Cá nhân mở cửa hàng ăn uống nộp đơn ở cấp huyện, lệ phí 100.000 đồng, ba ngày làm việc sau có giấy "
     "chứng nhận."},
    {"hoi-dap", "Hỏi đáp: khi nào thì được nghỉ bù, như thế nào là làm thêm giờ",
     "Bạn đọc hỏi có được không, bao nhiêu là đủ, phải làm gì, ở đâu, trong thời gian bao lâu thì được giải "
     "quyết."},
    {"lich-tra-loi", "Trả lời bạn đọc: có được không và phải làm như thế nào",
     "Những câu hỏi của bạn đọc như thế nào thì có được trả lời hay không, bao nhiêu câu là nhiều nhất, là "
     "gì."},
};

static const struct labelled questions[] = {
    {"Sinh con được bao nhiêu ngày thì phải đi đăng ký khai sinh?", "khai-sinh"},
    {"Làm giấy khai sinh cho con muộn có bị phạt hay không?", "khai-sinh"},
    {"Tôi cần mang những giấy tờ gì khi đi khai tử cho người thân?", "khai-tu"},
    {"Nam bao nhiêu tuổi thì được kết hôn theo quy định của pháp luật?", "ket-hon"},
    {"Đi đăng ký kết hôn một mình mà không có mặt vợ thì có được không?", "ket-hon"},
    {"Thuê nhà ở trọ bao nhiêu ngày thì phải đăng ký tạm trú?", "tam-tru"},
    {"Thời hạn của việc đăng ký tạm trú là bao lâu, có được gia hạn không?", "tam-tru"},
    {"Đất ở nông thôn rộng bao nhiêu mét vuông thì được tách thửa?", "tach-thua"},
    {"Gia đình tôi bị mất sổ đỏ thì phải làm như thế nào để được cấp lại?", "so-do"},
    {"Công ty phải trả trợ cấp thôi việc cho người lao động trong bao lâu?", "nghi-viec"},
    {"Lao động nữ sinh con thì được nghỉ mấy tháng và hưởng bao nhiêu tiền?", "thai-san"},
    {"Đi khám bệnh trái tuyến thì bảo hiểm y tế có thanh toán không?", "bhyt"},
    {"Vợ chồng ly hôn thì con dưới 36 tháng tuổi do ai nuôi?", "ly-hon"},
    {"Sau khi ly hôn người cha phải cấp dưỡng cho con như thế nào?", "ly-hon"},
    {"Di chúc miệng có giá trị pháp lý trong thời gian bao lâu?", "thua-ke"},
    {"Những ai được hưởng di sản ở hàng thừa kế thứ nhất?", "thua-ke"},
    {"Uống rượu rồi lái xe máy thì bị phạt tiền như thế nào?", "nong-do-con"},
    {"Lái xe có nồng độ cồn có bị tước bằng không và trong bao lâu?", "nong-do-con"},
    {"Xây nhà ở nông thôn thì có phải xin giấy phép xây dựng hay không?", "giay-phep-xay-dung"},
    {"Sinh viên đang học đại học có được hoãn gọi nhập ngũ không?", "nghia-vu-quan-su"},
    {"Mở cửa hàng ăn uống thì nộp lệ phí đăng ký kinh doanh là bao nhiêu?", "kinh-doanh"},
};

/* A question once more, without any marks. */
static const char *unmarked(const char *text, struct arena *arena)
{
    auto_buf struct buf out = BUF(4096);
    struct word word;
    for (size_t at = 0; word_next(text, strlen(text), &at, &word);)
        buf_printf(&out, "%s ", word.fold);
    return arena_copy(arena, buf_str(&out), out.length);
}

static void questions_in_whole_sentences_find_what_answers_them(void **state)
{
    struct fixture *f = *state;
    enum { QUESTIONS = sizeof questions / sizeof *questions };
    add_many(f);
    add_texts(f, procedures, sizeof procedures / sizeof *procedures);
    for (int is_unmarked = 0; is_unmarked < 2; is_unmarked++) {
        auto_arena struct arena *arena = arena_new(1 << 20);
        double reciprocal = 0, found = 0;
        for (size_t i = 0; i < QUESTIONS; i++) {
            struct labelled question = questions[i];
            question.query = is_unmarked ? unmarked(question.query, arena) : question.query;
            size_t rank = rank_of(f, &question);
            if (rank != 1)
                print_message("rank %zu: %s\n", rank, question.query);
            reciprocal += rank ? 1.0 / (double)rank : 0;
            found += rank > 0;
        }
        print_message("questions%s: %.3f/%.3f\n", is_unmarked ? " without marks" : "", reciprocal / QUESTIONS,
                      found / QUESTIONS);
        assert_true(reciprocal >= 0.87 * QUESTIONS && found >= 0.96 * QUESTIONS);
    }
}

/* Weight that a word has in a query. */
static double weight_in(struct fixture *f, const char *query, const char *fold)
{
    static const struct article_query filter = {.limit = 10};
    auto_arena struct arena *arena = arena_new(64 << 20);
    auto_conn struct conn *conn = NULL;
    struct run *run = arena_zero(arena, 1, sizeof *run);
    assert_non_null(run);
    assert_ok(store_lease(f->store, arena, &conn));
    assert_ok(run_begin(conn, normal(query, arena), &filter, run));
    for (size_t i = 0; i < run->plan.count; i++)
        if (strcmp(run->plan.words[i].token.word.fold, fold) == 0)
            return (double)run->plan.words[i].weight;
    fail_msg("%s is no word of the query", fold);
    return 0;
}

static void what_questions_are_asked_with_weighs_little_though_no_title_holds_it(void **state)
{
    struct fixture *f = *state;
    char slug[40];
    for (int i = 0; i < 300; i++) {
        snprintf(slug, sizeof slug, "bai-%d", i);
        struct article article = article_of(slug, "Khai sinh và khai tử", "Muốn biết thì phải hỏi.");
        article.title = i % 10 ? "Tin trong ngày" : article.title;
        add_article(f, &article);
    }
    static const char question[] = "Sau khi sinh con mấy hôm thì phải đi làm giấy khai sinh?";
    assert_true(weight_in(f, question, "thi") < 1);
    assert_true(weight_in(f, question, "khai") > 2 * weight_in(f, question, "thi"));
    /* A few words are looked for in titles, where uses are counted. */
    assert_true(weight_in(f, "thì khai sinh", "thi") > weight_in(f, "thì khai sinh", "khai"));
}

/* Of what is suggested; NULL for nothing. */
static void assert_suggests(struct fixture *f, const char *query, const char *suggestion)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    const char *found = find(f, arena, normal(query, arena), SEARCH_BY_RELEVANCE).suggestion;
    if (suggestion && found)
        assert_string_equal(found, suggestion);
    else
        assert_true(!suggestion && !found);
}

static void wrong_marks_on_right_letters_are_a_slip(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[][3] = {
        {"mot", "Ca sĩ Mỹ Linh biểu diễn tại nhà văn hóa", "Buổi diễn kéo dài hai giờ."},
        {"hai", "Hồ thủy điện xả lũ trong đêm", "Nước dâng nhanh."},
        {"ba", "TP.HCM sẽ ban hành tiêu chí đô thị", "Các tiêu chí gồm nhiều nhóm."},
    };
    add_many(f);
    add_texts(f, texts, sizeof texts / sizeof *texts);
    assert_suggests(f, "ca sĩ mỷ linh", "ca sĩ mỹ linh");
    assert_suggests(f, "thủy điện xả lủ", "thủy điện xả lũ");
    /* What was typed as it stands there, with fewer marks or none, makes sense. */
    assert_suggests(f, "ca sĩ mỹ linh", NULL);
    assert_suggests(f, "ca si mỹ linh", NULL);
    assert_suggests(f, "ca si my linh", NULL);
    /* A slip beside an abbreviation, too. */
    assert_suggests(f, "tp hcm se ban hnah", "tp hcm se ban hành");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(numbers_of_documents_are_found_however_they_are_typed),
        store_test(questions_in_whole_sentences_find_what_answers_them),
        store_test(what_questions_are_asked_with_weighs_little_though_no_title_holds_it),
        store_test(wrong_marks_on_right_letters_are_a_slip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
