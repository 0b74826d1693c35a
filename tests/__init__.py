"""Tests of Countersign. Fixtures in conftest and cast, machinery in harness."""
