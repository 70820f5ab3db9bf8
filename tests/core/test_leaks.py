"""Secrets in a text: found, masked, and taken out."""

from __future__ import annotations

import sysconfig
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.plants import phrases, planted
from vibekoder.core.leak_kinds import KINDS
from vibekoder.core.leaks import Leak, is_still_clean, mark_of, redacted, scan, unallowed

PLANTED = planted()
PHRASES = phrases()
KEY = PLANTED["OpenAI"][1]
ENV = "# of the service\nDB_PASSWORD=hunter2hunter\nexport API_KEY='opensesame'\nDEBUG=truetrue\n"


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.parametrize("around", ["%s", 'client("%s")', "a line\n> quoted: %s, and more\n"])
def test_a_planted_key_is_caught_wherever_it_stands(name: str, around: str) -> None:
    kind, secret = PLANTED[name]
    text = around % secret
    (leak,) = scan(text)
    assert (leak.kind, text[leak.start : leak.end]) == (kind, secret)


@pytest.mark.parametrize("name", PHRASES)
def test_what_stands_around_it_tells_a_secret(name: str) -> None:
    kind, text, secret = PHRASES[name]
    (leak,) = scan(text)
    assert (leak.kind, secret in text[leak.start : leak.end]) == (kind, True)


def test_every_kind_of_the_table_has_a_plant() -> None:
    caught = {kind for kind, _ in PLANTED.values()} | {kind for kind, *_ in PHRASES.values()}
    assert caught >= {kind.name for kind in KINDS}
    assert len(caught) > 20


@pytest.mark.parametrize("seed", range(8, 28))
def test_keys_are_caught_whatever_chance_has_made_them_of(seed: int) -> None:
    for name, (kind, secret) in planted(seed).items():
        assert [leak.kind for leak in scan(f"x = {secret}\n")] == [kind], name


@pytest.mark.parametrize(
    "text",
    [
        'password = "changeme"',
        'token = "<your token here>"',
        'api_key = "${API_KEY}"',
        "api_key = os.environ['SERVICE_API_KEY']",
        'SECRET = "xxxxxxxxxxxxxxxxxxxxxxxx"',
        'token = "a_name_with_many_words_in_it"',
        "token = someFunctionOfTheProgram(argument)",
        "secret: docs/how/secrets/are/kept.md",
        "password_hint: the name of the first pet",
        "aws AKIA" + "IOSFODNN7EXAMPLE",
        "postgres://user:password@localhost/db",
        "https://user:${PASSWORD}@example.org/",
        "a css class sk-ip-to-the-main-content-now",
        "begin with -----BEGIN PRIVATE KEY----- and end with -----END PRIVATE KEY-----",
        "an environment's PUBLIC KEY",
        "password: Optional<String>",
        "password = hash_of2.password_B64",
        "password: your-Password-123",
        "Authorization: Basic authentication",
        "Authorization: Basic " + "dXNlcjp5b3VyLXBhc3N3b3Jk",
        "docker run -u 1000:100012 image",
        "machine a.example login USER password PASSWORD",
        "2001:db8:*:*:*:*:*:*",
        "curl -u user:${PASSWORD} https://a.example",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(text: str) -> None:
    assert scan(text) == ()


def test_the_standard_library_gives_hardly_a_false_alarm() -> None:
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).rglob("*.py"))
    files = [one for one in files if "site-packages" not in one.parts]
    alarms = {
        str(one): [(leak.line, leak.title) for leak in found]
        for one in files
        if (found := scan(one.read_bytes().decode("utf-8", "replace"), one.name))
    }
    assert len(alarms) < max(1, len(files) / 1000), alarms


def test_a_leak_tells_where_it_stands() -> None:
    text = f"one\ntwo {KEY}\nthree\n{KEY}"
    assert [(one.line, text[one.start : one.end]) for one in scan(text)] == [(2, KEY), (4, KEY)]


def test_nothing_that_is_shown_of_a_secret_gives_it_away() -> None:
    for kind, secret in PLANTED.values():
        (leak,) = scan(secret)
        shown = f"{leak!r} {leak.masked} {leak.stand_in} {leak.title}"
        assert secret[8:] not in shown
        assert len(leak.masked) < len(secret) / 2 + 24, kind


def test_a_short_secret_is_not_shown_at_all() -> None:
    (leak,) = scan('password = "Tr0ub4dor&3x"')
    assert leak.masked == "password…"


def test_redacting_leaves_everything_else_as_it_was() -> None:
    text = f"before {KEY} between {PLANTED['GitHub'][1]} after"
    expected = "before [redacted OpenAI key] between [redacted GitHub token] after"
    assert redacted(text, scan(text)) == expected


def test_what_is_redacted_holds_no_secret_any_more() -> None:
    text = "\n".join(secret for _, secret in PLANTED.values())
    assert scan(redacted(text, scan(text))) == ()


def test_two_keys_in_one_file_are_two_leaks() -> None:
    text = PLANTED["RSA key"][1] + "\n" + PLANTED["OpenSSH key"][1]
    assert [leak.line for leak in scan(text)] == [1, 9]


def test_a_key_that_is_cut_off_is_one_all_the_same() -> None:
    text = PLANTED["RSA key"][1].partition("\n-----END")[0]
    (leak,) = scan(text)
    assert leak.end == len(text)


def test_a_key_whose_last_line_is_cut_ends_there() -> None:
    text = PLANTED["RSA key"][1].removesuffix("-----") + "\nmore"
    (leak,) = scan(text)
    assert text[leak.end :].startswith("-----END RSA")


def test_in_an_environment_file_short_values_count_too() -> None:
    found = scan(ENV, "service/.env")
    assert [ENV[one.start : one.end] for one in found] == ["hunter2hunter", "opensesame"]
    assert found[0].title == "value of an environment file"
    assert [one.line for one in found] == [2, 3]


@pytest.mark.parametrize(
    "value", ["p<4{Xk9}!qL2", "Yourk9!qL2vv88", "sampler9!qL2", "1Insertion2Todos", "Fakel9!qL2vv"]
)
def test_letters_of_a_placeholder_make_none_of_a_password(value: str) -> None:
    assert len(scan(f"DB_PASSWORD={value}\n", ".env")) == 1


def test_in_a_file_of_logins_each_password_counts() -> None:
    text = "machine a\n  login me\n  password hunter2x\nmachine b login you password <yours>\n"
    (leak,) = scan(text, "home/.netrc")
    assert (leak.line, text[leak.start : leak.end]) == (3, "hunter2x")
    assert (leak.masked, leak.title) == ("…", "password of a file of logins")
    assert scan(text) == ()
    found = scan("# host:port:db:user:password\nh:99:d:me:hunter2x\nh:1:d:me:${ME}\n", ".pgpass")
    assert [leak.line for leak in found] == [2]


@pytest.mark.parametrize("path", ["", "notes.md", ".env.example", "environment.py"])
def test_elsewhere_they_do_not(path: str) -> None:
    assert scan(ENV, path) == ()


def test_what_a_project_allows_is_no_leak_any_more() -> None:
    text = f"{KEY} and {PLANTED['GitHub'][1]}"
    first, second = scan(text)
    assert unallowed(text, (first, second), {mark_of(text, first)}) == (second,)


def test_the_mark_of_a_secret_is_the_same_in_every_text_and_holds_nothing_of_it() -> None:
    other = f"elsewhere: {KEY}"
    mark = mark_of(KEY, scan(KEY)[0])
    assert mark == mark_of(other, scan(other)[0])
    assert mark.startswith("openai:")
    assert KEY[3:9] not in mark


def test_another_secret_of_that_kind_is_not_allowed() -> None:
    other = planted(99)["OpenAI"][1]
    assert unallowed(other, scan(other), {mark_of(KEY, scan(KEY)[0])})


@given(st.text(max_size=400) | st.text("sk-antghp_=:/@\"' \nA7z", max_size=400))
def test_any_text_is_scanned_and_its_leaks_lie_in_it_in_order(text: str) -> None:
    end = 0
    for leak in scan(text, ".env"):
        assert end <= leak.start < leak.end <= len(text)
        assert leak.line == text.count("\n", 0, leak.start) + 1
        end = leak.end


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(sorted(PLANTED)))
def test_text_around_a_key_on_lines_of_their_own_hides_nothing(a: str, b: str, name: str) -> None:
    kind, secret = PLANTED[name]
    text = f"{a}\n{secret}\n{b}"
    assert any(
        leak.kind == kind and leak.start <= len(a) + 1 < leak.end for leak in scan(text)
    ) or scan(a)


@pytest.mark.parametrize(
    "word",
    [
        *("sk-", "sk-ant-", " ghp_", "token=", "password", "eyJ", "eyJaaaaaaaaaaaa.", "://a:"),
        *(" -u a:", "machine a login b password ", ":5432:a:", "Basic ", "sig=", '"auth": "a'),
        *("Private-Lines: 1\n", "Private-Lines: 1\naaaa\n", "password=aB1!", "<password>a"),
        *("postgres://", "8Q~", "-----BEGIN PRIVATE KEY-----", "aA9_", "a=", "Bearer ", "SG.", "="),
        *("-----BEGIN PRIVATE KEY-----" + "a" * 40, "KEY=abcd1\n", ":AA", "xoxb-", "AKIA"),
    ],
)
def test_a_long_line_costs_what_it_is_long(word: str) -> None:
    def cost(size: int) -> float:
        text = word * (size // len(word))
        begun = time.thread_time()
        scan(text, ".env")
        return time.thread_time() - begun

    small = min(cost(20_000) for _ in range(3))
    assert min(cost(160_000) for _ in range(2)) < 8 * 3 * small + 0.02


def test_a_leak_is_a_value() -> None:
    assert scan(KEY) == (Leak("openai", 1, 0, len(KEY), f"sk-…{KEY[-2:]}"),)


BITS = st.sampled_from(
    [*(one[:9] for _, one in PLANTED.values()), KEY, KEY[9:], "word ", "\n", "="]
)
EDITS = st.tuples(st.integers(0, 60), st.integers(0, 20), st.lists(BITS, max_size=3).map("".join))


@given(st.lists(BITS, max_size=8).map("".join), st.lists(EDITS, min_size=1, max_size=3))
def test_what_is_told_clean_after_a_change_holds_no_secret(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    before = redacted(text, scan(text))
    after = before
    for at, gone, came in edits:
        after = after[:at] + came + after[at + gone :]
    assert not (scan(before) == () and is_still_clean(after, before) and scan(after))


LONG = "many words in a line\n" * 50_000


@pytest.mark.parametrize("at", [0, 500_000, len(LONG)])
def test_a_change_of_a_long_text_is_looked_at_and_little_else(at: int) -> None:
    after = f"{LONG[:at]} and {LONG[at:]}"
    begin = time.perf_counter()
    assert is_still_clean(after, LONG)
    short = time.perf_counter() - begin
    begin = time.perf_counter()
    assert scan(after) == ()
    assert short < (time.perf_counter() - begin) / 2
    assert not is_still_clean(f"{LONG[:at]} {KEY} {LONG[at:]}", LONG)


@pytest.mark.parametrize("far", ["PRIVATE KEY", "Private-Lines: ", ".env", "a/env.prod"])
def test_where_words_far_away_count_all_is_looked_at(far: str) -> None:
    assert not is_still_clean(f"{far} x", far)
