"""Metrics in the text format of Prometheus, of the site and of the endpoint by one writer."""

from __future__ import annotations

import re
from collections import Counter

from allianceskg.endpoint.capacity import PoolState
from allianceskg.endpoint.query_counts import QueryCounts
from allianceskg.serving.metrics import Metric, Responses, Sample, as_text

LINE = re.compile(
    r'(# HELP [a-z_]+ .+|# TYPE [a-z_]+ (counter|gauge|histogram)|[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? [0-9.]+)'
)
STATE = PoolState(
    version="0123456789ab", workers=8, idle=6, running=2, long=1, waiting=0, replaced=Counter(timeout=3),
    kept_answers=5, kept_bytes=700, spooled_bytes=0, protections=(),
)  # fmt: skip


def test_responses_are_counted_by_part_and_status() -> None:
    responses = Responses()
    for path, status in (("/case/a", 200), ("/case/b", 200), ("/case/c", 404), ("/", 200), ("/wp-login.php", 404)):
        responses.record(path, status, seconds=0.25)

    assert as_text(responses.metrics()) == (
        "# HELP allianceskg_http_responses_total Responses by part of the site and status.\n"
        "# TYPE allianceskg_http_responses_total counter\n"
        'allianceskg_http_responses_total{part="case",status="200"} 2\n'
        'allianceskg_http_responses_total{part="case",status="404"} 1\n'
        'allianceskg_http_responses_total{part="home",status="200"} 1\n'
        'allianceskg_http_responses_total{part="other",status="404"} 1\n'
        "# HELP allianceskg_http_seconds_total Time spent on responses, by part of the site.\n"
        "# TYPE allianceskg_http_seconds_total counter\n"
        'allianceskg_http_seconds_total{part="case"} 0.750000\n'
        'allianceskg_http_seconds_total{part="home"} 0.250000\n'
        'allianceskg_http_seconds_total{part="other"} 0.250000\n'
    )


def test_durations_of_queries_add_up_from_bucket_to_bucket() -> None:
    counts = QueryCounts()
    for seconds in (0.0005, 0.001, 0.3, 99.0):
        counts.record("answer", 200, seconds=seconds, sent_bytes=10)

    text = as_text(counts.metrics(STATE))

    assert 'allianceskg_sparql_responses_total{outcome="answer",status="200"} 4\n' in text
    assert "allianceskg_sparql_sent_bytes_total 40\n" in text
    totals = [int(total) for total in re.findall(r'seconds_bucket\{le="[^"]+"\} (\d+)', text)]
    assert totals == sorted(totals)
    assert (totals[0], totals[-2], totals[-1]) == (2, 3, 4)
    assert 'allianceskg_sparql_seconds_bucket{le="+Inf"} 4\nallianceskg_sparql_seconds_sum 99.301500\n' in text
    assert "allianceskg_sparql_seconds_count 4\n" in text


def test_the_state_of_the_pool_is_told() -> None:
    text = as_text(QueryCounts().metrics(STATE))

    assert "allianceskg_sparql_workers 8\n" in text
    assert 'allianceskg_sparql_workers_replaced_total{reason="timeout"} 3\n' in text
    assert 'allianceskg_data_version_info{version="0123456789ab"} 1\n' in text


def test_every_line_has_the_form_that_prometheus_reads() -> None:
    responses, counts = Responses(), QueryCounts()
    responses.record("/", 200, seconds=1.0)
    counts.record("answer", 200, seconds=1.0, sent_bytes=10)

    lines = as_text([*responses.metrics(), *counts.metrics(STATE)]).splitlines()

    assert len(lines) > 40
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_a_label_cannot_end_its_line() -> None:
    text = as_text([Metric("a", "gauge", "Invented.", [Sample("1", {"b": 'x"\n\\'})])])

    assert text.splitlines()[-1] == 'a{b="x\\"\\n\\\\"} 1'
