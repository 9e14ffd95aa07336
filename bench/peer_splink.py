"""Links one file with itself, or two files, with Splink on DuckDB; writes pairs and clusters.

`documented` is the model of Splink's own first example, with its comparisons for names, dates and
exact matches; `careful` and `febrl` have a comparison for each field, several blocking rules and
term frequencies. All are trained as the documentation says: chance by random sampling, the rest by
expectation maximisation.
"""

import argparse
import json
import pathlib

import duckdb
import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.5


def frame(path, model):
    if model == "febrl":
        data = pandas.read_csv(path, dtype=str).rename(columns={"rec_id": "unique_id"})
        data["address"] = (
            data["street_number"].fillna("") + " " + data["address_1"].fillna("")).str.strip()
    else:
        data = pandas.read_csv(path, dtype=str).rename(columns={"id": "unique_id"})
        for column in ("first", "middle", "last", "address", "city", "guardian"):
            data[column] = data[column].str.lower()
    return data.where(data.notna() & (data != ""), None)


def febrl_settings(has_id):
    comparisons = [
        cl.NameComparison("given_name"), cl.NameComparison("surname"),
        cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
        cl.JaroWinklerAtThresholds("address_2", [0.95, 0.88]),
        cl.JaroWinklerAtThresholds("suburb", [0.95, 0.88]).configure(
            term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]), cl.ExactMatch("state"),
    ]
    rules = [
        block_on("given_name", "surname"), block_on("date_of_birth"),
        block_on("surname", "postcode"), block_on("given_name", "postcode"),
        block_on("postcode", "suburb"), block_on("address"), block_on("given_name", "address_2"),
        block_on("surname", "suburb"),
    ]
    if has_id:
        comparisons.append(cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]))
        rules.append(block_on("soc_sec_id"))
    return comparisons, rules, [block_on("date_of_birth"), block_on("given_name", "surname")]


def student_settings(model):
    comparisons = [
        cl.NameComparison("first"), cl.NameComparison("last"),
        cl.DateOfBirthComparison(
            "birthDate", input_is_string=True, datetime_format="%Y-%m-%d"),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.ExactMatch("stateID"),
    ]
    rules = [block_on("first", "last"), block_on("birthDate", "last"), block_on("stateID")]
    if model == "careful":
        comparisons += [
            cl.ExactMatch("middle"), cl.ExactMatch("gender"),
            cl.JaroWinklerAtThresholds("address", [0.95, 0.88]), cl.ExactMatch("zip"),
            cl.ExactMatch("phone"), cl.DamerauLevenshteinAtThresholds("otherID", [1]),
            cl.JaroWinklerAtThresholds("guardian", [0.92]),
        ]
        rules += [
            block_on("birthDate", "first"), block_on("otherID"), block_on("phone", "first"),
            block_on("address", "first"),
        ]
    return comparisons, rules, [block_on("birthDate"), block_on("first", "last")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--model", choices=["documented", "careful", "febrl"], required=True)
    parser.add_argument("--with-id", action="store_true")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    frames = [frame(path, arguments.model) for path in arguments.files]
    if arguments.model == "febrl":
        comparisons, rules, training = febrl_settings(arguments.with_id)
    else:
        comparisons, rules, training = student_settings(arguments.model)
    settings = SettingsCreator(
        link_type="dedupe_only" if len(frames) == 1 else "link_only", comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules, retain_matching_columns=False,
        retain_intermediate_calculation_columns=False)
    database = DuckDBAPI(duckdb.connect())
    linker = Linker([database.register(one) for one in frames], settings)
    linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    pairs = predicted.as_pandas_dataframe()[["unique_id_l", "unique_id_r"]]
    clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=THRESHOLD).as_pandas_dataframe()
    groups = clustered.groupby("cluster_id")["unique_id"].apply(list)
    pathlib.Path(arguments.out).write_text(
        json.dumps(
            {
                "pairs": pairs.values.tolist(),
                "clusters": [group for group in groups if len(group) > 1],
            }))


if __name__ == "__main__":
    main()
