from families import case_dir as case_dir  # a fixture
