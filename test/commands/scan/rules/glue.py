# What the rules of commands/scan/rules/glue.yaml find, and what they leave alone. Never run, only scanned.
import os
import pickle
import subprocess
import sys

import boto3
import joblib
import pandas
from awsglue.utils import getResolvedOptions


def sql(spark, cursor, reader, table, day):
    # ruleid: sql-by-formatting
    spark.sql(f"SELECT * FROM {table}")
    # ruleid: sql-by-formatting
    spark.sql("SELECT * FROM orders WHERE day = '%s'" % day)
    query = "SELECT * FROM orders WHERE day = '" + day + "'"
    # ruleid: sql-by-formatting
    cursor.execute(query)
    # ruleid: sql-by-formatting
    pandas.read_sql("SELECT * FROM {}".format(table), cursor)
    # ruleid: sql-by-formatting
    reader.option("query", f"SELECT * FROM {table}")
    # ok: sql-by-formatting
    spark.sql("SELECT * FROM orders WHERE day = :day", args={"day": day})
    # ok: sql-by-formatting
    spark.sql("SELECT * FROM orders " + "WHERE day = current_date")
    # ok: sql-by-formatting
    cursor.execute("SELECT * FROM orders WHERE day = %s", (day,))
    # ok: sql-by-formatting
    reader.option("dbtable", "orders")


def shell(name):
    # ruleid: shell-command
    subprocess.run("aws s3 ls " + name, shell=True)
    # ruleid: shell-command
    os.system(f"rm -r {name}")
    # ok: shell-command
    subprocess.run(["aws", "s3", "ls", name])
    # ok: shell-command
    subprocess.run("ls", shell=True)


def arguments():
    # ruleid: credentials-in-arguments
    getResolvedOptions(sys.argv, ["JOB_NAME", "db_password"])
    # ruleid: credentials-in-arguments
    getResolvedOptions(sys.argv, ["api_key"])
    # ok: credentials-in-arguments
    getResolvedOptions(sys.argv, ["JOB_NAME", "currency", "secret_name", "token_url"])


def credentials(reader, conf, context, secret):
    # ruleid: credentials-in-code
    boto3.client("s3", aws_access_key_id="planted", aws_secret_access_key="planted")
    # ruleid: credentials-in-code
    reader.option("password", "planted")
    # ruleid: credentials-in-code
    conf.set("spark.hadoop.fs.s3a.secret.key", "planted")
    # ruleid: credentials-in-code
    context.from_options(connection_type="mysql", connection_options={"url": "jdbc:mysql://db", "password": "planted"})
    # ok: credentials-in-code
    reader.option("password", secret["password"])
    # ok: credentials-in-code
    boto3.client("s3")
    # ok: credentials-in-code
    reader.option("header", "true")


def pickles(bucket, stream):
    # ruleid: pickle-from-storage
    pickle.loads(bucket.get_object(Key="model")["Body"].read())
    # ruleid: pickle-from-storage
    joblib.load(stream)
    # ruleid: pickle-from-storage
    pandas.read_pickle("s3://models/model.pkl")
    # ok: pickle-from-storage
    pickle.dumps(stream)
    # ok: pickle-from-storage
    pandas.read_parquet("s3://models/data.parquet")


def databricks(dbutils):
    # ruleid: dbutils
    dbutils.secrets.get("scope", "key")
    # ruleid: dbutils
    dbutils.fs.ls("/mnt")
    # ok: dbutils
    boto3.client("secretsmanager")


def logs(logger):
    secret = boto3.client("secretsmanager").get_secret_value(SecretId="db")["SecretString"]
    # ruleid: secret-in-log
    print(secret)
    # ruleid: secret-in-log
    logger.info("connecting with %s", secret)
    # ok: secret-in-log
    print("connecting")


def jdbc(reader):
    # ruleid: unencrypted-jdbc
    reader.option("url", "jdbc:postgresql://db.example.test/shop")
    # ok: unencrypted-jdbc
    reader.option("url", "jdbc:postgresql://db.example.test/shop?sslmode=verify-full")
