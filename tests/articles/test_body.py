"""What readers get of a story's body: marks filled from the library, nothing foreign loaded, nothing executed."""

from datetime import timedelta

import lxml.html
import pytest
from django.utils import timezone

from articles import body
from articles.jobs import rerender_stale
from articles.models import Article, ArticleEvent
from articles.services import render_body, save_story
from photos.models import Photo
from tests.factories import make_article, make_person, make_photo, make_user

pytestmark = pytest.mark.django_db


def shown_photo(**fields):
    photo = make_photo(**fields)
    rows = [
        {"w": w, "h": w * 2 // 3, "webp": f"{photo.pk}/a-{w}.webp", "jpeg": f"{photo.pk}/a-{w}.jpg", "bytes": 9}
        for w in (320, 800, 1200)
    ]
    photo.renditions = {"full": rows, "4x3": rows[:2]}
    photo.rendered_at = timezone.now()
    photo.save()
    return photo


def rendered(html, **fields):
    article = make_article(**fields)
    article.body = html
    return body.render(article)


def tree(html, **fields):
    return lxml.html.fragment_fromstring(rendered(html, **fields), create_parent="div")


def test_a_photo_stands_with_its_own_caption_and_the_librarys_credit():
    photo = shown_photo(credit="fot. Jan Korbiel", alt="Most nad rzeką", caption="Z biblioteki")
    found = tree(
        f'<p>Przed</p><figure data-photo="{photo.pk}"><figcaption>Własny <em>podpis</em></figcaption></figure><p>Po</p>'
    )
    figure = found.find("figure")
    assert figure.get("class") == "photo"
    image = figure.find(".//img")
    assert image.get("alt") == "Most nad rzeką"
    assert (image.get("width"), image.get("height")) == ("1200", "800")
    assert image.get("loading") == "lazy"
    assert "1200w" in figure.find(".//source").get("srcset")
    assert figure.find("figcaption/em").text == "podpis"
    assert figure.find("figcaption/span").text == "fot.\u00a0Jan Korbiel"
    assert [child.tag for child in found] == ["p", "figure", "p"]


def test_a_photo_without_its_own_caption_takes_the_librarys_escaped():
    photo = shown_photo(caption='Most "Zielony" <script>alert(1)</script>')
    html = rendered(f'<figure data-photo="{photo.pk}"></figure>')
    assert "„Zielony”" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_a_withdrawn_or_missing_photo_is_left_out_and_the_text_stays():
    photo = shown_photo()
    photo.withdraw(make_user())
    html = rendered(
        f'<p>Przed</p><figure data-photo="{photo.pk}"></figure><figure data-photo="999999"></figure><p>Po</p>'
    )
    assert html == "<p>Przed</p><p>Po</p>"


def test_a_gallery_is_a_grid_of_links_with_all_credits_once():
    first, second = shown_photo(caption="Rynek"), shown_photo(credit="fot. Ola Brzeska")
    found = tree(
        f'<figure data-gallery="{first.pk}, {second.pk},{first.pk},77777"><figcaption>Jarmark</figcaption></figure>'
    )
    links = found.findall(".//li/a")
    assert [link.get("href") for link in links] == [f"/media/{first.pk}/a-1200.jpg", f"/media/{second.pk}/a-1200.jpg"]
    assert links[0].get("data-caption") == "Rynek fot.\u00a0Jan Korbiel"
    assert found.find(".//figcaption").text_content() == "Jarmark fot.\u00a0Jan Korbiel, fot.\u00a0Ola Brzeska"


def test_thirty_photos_ask_no_more_queries_than_one(django_assert_num_queries):
    photos = [shown_photo() for _ in range(30)]
    few = make_article(body=f'<figure data-photo="{photos[0].pk}"></figure>')
    many = make_article(body="".join(f'<figure data-photo="{photo.pk}"></figure>' for photo in photos))
    with django_assert_num_queries(2):
        body.render(few)
    with django_assert_num_queries(2):
        body.render(many)


@pytest.mark.parametrize(
    ("address", "service", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://youtu.be/abcdefghijk", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://youtube.com/shorts/abcdefghijk", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://m.youtube.com/live/abcdefghijk", "YouTube", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://x.com/kurier/status/123456", "X", "https://platform.twitter.com/embed/Tweet.html?id=123456&dnt=true&lang=pl"),
        ("https://twitter.com/kurier/status/123456?s=20", "X", "https://platform.twitter.com/embed/Tweet.html?id=123456&dnt=true&lang=pl"),
        ("https://www.facebook.com/kurier/posts/pfbid02", "Facebook", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fkurier%2Fposts%2Fpfbid02&show_text=true&width=500"),
        ("https://facebook.com/kurier/videos/123/", "Facebook", "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Ffacebook.com%2Fkurier%2Fvideos%2F123%2F&show_text=false&width=500"),
        ("https://fb.watch/abc/", "Facebook", ""),
        ("https://x.com/kurier", "X", ""),
        ("https://evil.example/youtube.com/watch?v=abcdefghijk", "", ""),
        ("https://youtube.com.evil.example/watch?v=abcdefghijk", "", ""),
    ],
)  # fmt: skip
def test_an_address_is_known_by_its_host(address, service, player):
    embed = body.find_embed(address)
    assert (embed.service, embed.url, embed.player) == (service, address, player)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "//youtu.be/abcdefghijk",
        "https://",
        "https://[::1",
        "ftp://x.com/a",
    ],
)
def test_an_address_that_is_none_of_the_web_is_left_out(address):
    assert body.find_embed(address) is None
    assert rendered(f'<p>Tekst</p><figure data-embed="{address}"></figure>') == "<p>Tekst</p>"


def test_an_embed_loads_nothing_and_leaves_a_readable_link():
    found = tree('<figure data-embed="https://youtu.be/abcdefghijk"></figure>')
    assert not found.xpath("//iframe | //img | //script | //link")
    assert found.find(".//button").get("data-embed-src").startswith("https://www.youtube-nocookie.com/")
    assert found.find(".//a").get("href") == "https://youtu.be/abcdefghijk"


def test_an_unknown_address_becomes_a_plain_link():
    found = tree('<figure data-embed="https://vimeo.com/1?a=1&amp;b=2"></figure>')
    assert found.find("p/a").get("href") == "https://vimeo.com/1?a=1&b=2"
    assert not found.findall(".//button")


def test_a_related_story_is_a_card_while_it_is_public():
    story = make_article(title='Radni mówią "nie"')
    hidden = [
        make_article(title="Tajny szkic", status=Article.Status.DRAFT),
        make_article(title="Tajny plan", status=Article.Status.SCHEDULED),
        make_article(title="Tajny zdjęty", status=Article.Status.WITHDRAWN),
    ]
    html = rendered("".join(f'<aside data-story="{one.pk}"></aside>' for one in [story, *hidden]))
    assert story.get_absolute_url() in html
    assert "Radni mówią „nie”" in html
    assert "Tajny" not in html
    assert html.count("<aside") == 1


def test_a_quotation_names_its_speaker_beneath():
    found = tree("<blockquote><p>Będzie gorzej.</p><footer>Halina Ostrężna, starosta</footer></blockquote><p>Po</p>")
    figure = found.find("figure")
    assert figure.get("class") == "quote"
    assert figure.find("blockquote/p").text == "Będzie gorzej."
    assert figure.find("figcaption/b").text == "Halina Ostrężna"
    assert figure.find("figcaption").text_content() == "Halina Ostrężna, starosta"
    assert figure.find(".//footer") is None
    assert rendered("<blockquote><p>Bez autora</p><footer></footer></blockquote>") == (
        '<figure class="quote"><blockquote><p>Bez autora</p></blockquote></figure>'
    )


def test_a_table_scrolls_and_its_first_row_is_the_header():
    found = tree(
        "<table><tbody><tr><td><p>Gmina</p></td><td>Stawka</td></tr><tr><td>Brzozówki</td><td>32&nbsp;zł</td></tr></tbody></table>"
    )
    region = found.find("div")
    assert (region.get("class"), region.get("tabindex"), region.get("role")) == ("table", "0", "region")
    assert [cell.text for cell in region.findall("table/thead/tr/th")] == ["Gmina", "Stawka"]
    assert {cell.get("scope") for cell in region.iter("th")} == {"col"}
    assert [cell.text for cell in region.findall("table/tbody/tr/td")] == ["Brzozówki", "32\u00a0zł"]


def test_a_table_with_headers_in_its_first_column_keeps_them():
    found = tree(
        "<table><tbody><tr><th>Kiedy</th><td>sobota</td></tr><tr><th>Gdzie</th><td>rynek</td></tr></tbody></table>"
    )
    assert found.find(".//thead") is None
    assert {cell.get("scope") for cell in found.iter("th")} == {"row"}


def test_links_out_of_the_portal_say_so_and_paid_ones_too():
    html = '<p><a href="https://inny.example/">a</a> <a href="/artykuly/1-a/">b</a> <a href="https://portal.example/">c</a> <a href="mailto:a@b.pl">d</a></p>'
    assert [link.get("rel") for link in tree(html).iter("a")] == ["noopener", None, None, None]
    paid = tree(html, kind=Article.Kind.SPONSORED, sponsor="Firma")
    assert paid.find(".//a").get("rel") == "sponsored nofollow noopener"


def test_typography_is_set_in_what_is_shown_and_not_in_what_is_stored():
    article = make_article(body='<p>Powiedział "tak" i 5 - 10 razy o godz. 10:00</p>')
    render_body(article)
    article.refresh_from_db()
    assert "„tak”" in article.body_html
    assert '"tak"' in article.body


def test_what_the_editor_wraps_in_paragraphs_comes_out_plain_and_empty_ones_go():
    assert rendered("<ul><li><p>raz</p></li></ul><p></p><p>&nbsp;</p><p><br></p>") == "<ul><li>raz</li></ul>"


XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<p onclick="alert(1)">a</p>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="  jAvascript:alert(1)">a</a>',
    '<a href="java&#9;script:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<svg><script>alert(1)</script></svg><svg onload=alert(1)>',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    '<iframe src="https://evil.example"></iframe>',
    '<style>@import "https://evil.example/x.css";</style><p style="background:url(//evil.example)">a</p>',
    '<figure data-embed="javascript:alert(1)"></figure>',
    '<figure data-embed="https://youtu.be/&quot;onload=alert(1)"></figure>',
    '<figure data-embed="https://x.com/a/status/1&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"></figure>',
    '<figure data-photo="1&quot; onerror=alert(1)"><figcaption><img src=x onerror=alert(1)></figcaption></figure>',
    "<!--slot 0--><p>&lt;!--slot 0--&gt;</p>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<blockquote><p>a</p><footer><script>alert(1)</script>b</footer></blockquote>",
    "<table><tr><td><style>x</style><svg/onload=alert(1)>a</td></tr></table>",
    '<base href="https://evil.example"><form action="https://evil.example"><button formaction="javascript:alert(1)">a</button></form>',
    "<p>" + "<em>" * 200 + "głęboko",
    "\x00<p>zero</p>",
]  # fmt: skip


@pytest.mark.parametrize("attack", XSS)
def test_no_attack_in_a_body_survives(attack):
    photo = shown_photo(
        caption="<script>alert(1)</script>", credit='"><script>alert(1)</script>', alt='"><script>alert(1)</script>'
    )
    found = tree(f'<figure data-photo="{photo.pk}"></figure><figure data-gallery="{photo.pk}"></figure>{attack}')
    for element in found.iter():
        assert element.tag not in {
            "script",
            "style",
            "iframe",
            "svg",
            "math",
            "form",
            "base",
            "link",
            "object",
            "noscript",
        }
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in {"href", "src", "data-embed-src"}:
                assert value.startswith(("/media/", "https://", "http://", "mailto:", "/")), value
                assert not value.startswith("//")
    assert not found.xpath("//img[not(starts-with(@src, '/media/'))]")


def test_rendering_again_gives_the_same():
    photo = shown_photo()
    article = make_article(
        body=f'<p>A "b" - c</p><figure data-photo="{photo.pk}"></figure><table><tr><td>1</td></tr><tr><td>2</td></tr></table>'
    )
    assert body.render(article) == body.render(article)


def test_saving_a_story_cleans_renders_counts_and_logs():
    by, photo, other = make_user(), shown_photo(), make_article(title="Inny")
    article = make_article(body="<p>stary</p>")
    article.body = f'<p onclick="x">nowy</p><figure data-photo="{photo.pk}"></figure><figure data-gallery="{photo.pk},4242"></figure><aside data-story="{other.pk}"></aside>'
    save_story(article, by)
    article.refresh_from_db()
    assert "onclick" not in article.body
    assert "<picture>" in article.body_html
    assert article.version == 2
    assert [use.photo for use in article.photo_uses.all()] == [photo]
    assert [link.linked for link in article.story_links.all()] == [other]
    assert article.events.first().what == ArticleEvent.What.SAVED
    assert article.history.first().history_user == by

    article.body = "<p>bez zdjęć</p>"
    save_story(article, by)
    assert not article.photo_uses.exists()
    assert not article.story_links.exists()


def test_a_new_story_remembers_who_began_it():
    by = make_user()
    article = Article(title="Nowy", body="<p>a</p>")
    save_story(article, by)
    assert article.created_by == by
    assert article.version == 1
    assert article.events.get().what == ArticleEvent.What.CREATED


def test_stories_whose_photo_changed_are_rendered_anew_and_others_left_alone():
    photo = shown_photo(credit="fot. Stary Podpis")
    article = make_article(body=f'<figure data-photo="{photo.pk}"></figure>')
    untouched = make_article(body="<p>a</p>")
    render_body(article)
    render_body(untouched)
    photo.credit = "fot. Nowy Podpis"
    photo.save()
    rerender_stale.call()
    article.refresh_from_db()
    assert "Nowy Podpis" in article.body_html
    moment = article.rendered_at
    rerender_stale.call()
    article.refresh_from_db()
    assert article.rendered_at == moment
    before = untouched.rendered_at
    untouched.refresh_from_db()
    assert untouched.rendered_at == before


def test_a_withdrawn_photo_leaves_the_stories_that_used_it():
    photo = shown_photo()
    article = make_article(body=f'<p>a</p><figure data-photo="{photo.pk}"></figure>')
    render_body(article)
    photo.withdraw(make_user())
    rerender_stale.call()
    article.refresh_from_db()
    assert article.body_html == "<p>a</p>"
    assert article.photo_uses.exists(), "so that the desk still says what is missing"


def test_a_card_goes_with_the_story_it_names_and_comes_when_that_is_published():
    linked = make_article(title="Karta", status=Article.Status.SCHEDULED)
    article = make_article(body=f'<aside data-story="{linked.pk}"></aside>')
    render_body(article)
    assert article.body_html == ""
    Article.objects.filter(pk=article.pk).update(rendered_at=timezone.now() - timedelta(hours=2))
    Article.objects.filter(pk=linked.pk).update(
        published_at=timezone.now() - timedelta(hours=1), changed_at=timezone.now() - timedelta(days=30)
    )
    rerender_stale.call()
    article.refresh_from_db()
    assert "Karta" in article.body_html
    linked.refresh_from_db()
    linked.withdraw(make_user())
    rerender_stale.call()
    article.refresh_from_db()
    assert "Karta" not in article.body_html


def test_a_changed_profile_renders_its_stories_anew():
    person = make_person()
    article = make_article(people=[person])
    render_body(article)
    before = article.rendered_at
    person.save()
    rerender_stale.call()
    article.refresh_from_db()
    assert article.rendered_at > before


def test_ids_are_read_in_order_and_nonsense_is_passed_over():
    html = '<figure data-photo="3"></figure><figure data-gallery="2,3,abc,-4, 5,99999999999999999999"></figure><aside data-story="x"></aside><aside data-story="8"></aside>'
    assert body.photo_ids(html) == [3, 2, 5]
    assert body.story_ids(html) == [8]


def test_photos_that_are_gone_for_good_are_not_counted():
    assert Photo.objects.count() == 0
    article = make_article(body='<figure data-photo="5"></figure>')
    render_body(article)
    assert not article.photo_uses.exists()
