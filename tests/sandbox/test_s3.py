"""The S3 API through boto3."""

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.sandbox.conftest import RunningSandbox


@pytest.fixture(scope="module")
def running(environment, tmp_path_factory):
    sandbox = RunningSandbox(
        tmp_path_factory.mktemp("s3"), {**environment, "SANDBOX_S3": "1", "SANDBOX_S3_PORT": "0"}
    )
    yield sandbox
    sandbox.stop()


@pytest.fixture(scope="module")
def s3(running):
    [line] = [line for line in running.log if "S3 on" in line]
    return boto3.client(
        "s3",
        endpoint_url=line.split("S3 on ")[1].strip(),
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
        region_name="eu-central-1",
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


def test_objects_are_kept_listed_and_deleted(s3):
    s3.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="media", Key="s_1/products/a.webp", Body=b"picture", ContentType="image/webp")

    found = s3.get_object(Bucket="media", Key="s_1/products/a.webp")
    assert (found["Body"].read(), found["ContentType"]) == (b"picture", "image/webp")
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="media", Prefix="s_1/")["Contents"]] == [
        "s_1/products/a.webp"
    ]
    s3.delete_object(Bucket="media", Key="s_1/products/a.webp")
    with pytest.raises(ClientError) as missing:
        s3.get_object(Bucket="media", Key="s_1/products/a.webp")
    assert missing.value.response["Error"]["Code"] == "NoSuchKey"


def test_presigned_addresses_work(s3):
    s3.create_bucket(Bucket="signed", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    target = s3.generate_presigned_url("put_object", Params={"Bucket": "signed", "Key": "up"})
    assert requests.put(target, data=b"by browser", timeout=5).status_code == 200
    source = s3.generate_presigned_url("get_object", Params={"Bucket": "signed", "Key": "up"})
    assert requests.get(source, timeout=5).content == b"by browser"


def test_it_fails_on_demand(running, s3):
    fault = {"service": "s3", "kind": "status", "status": 503, "times": 1}
    requests.post(f"{running.url}/controls/faults", json=fault, timeout=5).raise_for_status()
    with pytest.raises(ClientError) as busy:
        s3.list_buckets()
    assert busy.value.response["Error"]["Code"] == "SlowDown"
    assert "Buckets" in s3.list_buckets()
