use trail365_read::Format::Csv;

use crate::check;

#[test]
fn the_cell_is_the_record() {
    check("Id,AuditData\n1,\"{\"\"a\"\":1}\"\n2,{}\n", Csv, &["2 record {\"a\":1}", "3 record {}"]);
    check("AuditData\r\n{}\r\n{}", Csv, &["2 record {}", "3 record {}"]);
    check("Id,AuditData,Z\n1,\" {} \",\n", Csv, &["2 record {}"]);
    check("Id,AuditData", Csv, &[]);
}

#[test]
fn headers_come_in_many_dresses() {
    for header in [
        "Id,AuditData,Z",
        "\u{feff}\"Id\",\"AuditData\",\"Z\"",
        "id, \"auditdata\" ,z",
        "#TYPE Selected.System.Object\r\nId,AuditData,Z\r",
        "#type x\n\nsep=,\nId,AUDITDATA,Z",
        ",AuditData,",
    ] {
        let row = header.matches('\n').count() + 2;
        check(format!("{header}\n1,{{}},\n"), Csv, &[&format!("{row} record {{}}")]);
    }
}

#[test]
fn columns_are_separated_as_the_header_says() {
    check("Id;AuditData\n1,2;\"{\"\"a\"\":\"\";\"\"}\"\n", Csv, &["2 record {\"a\":\";\"}"]);
    check("\tAuditData\n1,2\t{\"a\":1,\"b\":2}\n", Csv, &["2 record {\"a\":1,\"b\":2}"]);
    check("sep=|\nId|AuditData\n1|{\"a\":1,\"b\":2}\n", Csv, &["3 record {\"a\":1,\"b\":2}"]);
}

#[test]
fn cells_may_hold_line_feeds() {
    check("Id,AuditData\n\"a\r\nb\",\"{\n}\"\n\n\n\"c\nd\",{}\n", Csv, &["2 record {\n}", "7 record {}"]);
}

#[test]
fn a_row_without_a_record_is_rejected_with_its_text() {
    check(
        "Id,AuditData,Z\n1,,z\n2,\"  \",z\n3\n4,none,z\n5,{},z\n,,",
        Csv,
        &[
            "2 EmptyAuditData 1,,z",
            "3 EmptyAuditData 2,\"  \",z",
            "4 NoAuditData 3",
            "5 NotAnObject 4,none,z",
            "6 record {}",
            "7 EmptyAuditData ,,",
        ],
    );
}

#[test]
fn the_header_of_a_merged_export_is_followed() {
    check(
        "Id,AuditData\n1,{}\nId,AuditData\n2,{}\n\u{feff}\"AuditData\",Id\n{},3\n",
        Csv,
        &["2 record {}", "4 record {}", "6 record {}"],
    );
}

#[test]
fn a_cell_that_says_audit_data_makes_no_header() {
    check(
        "Id,AuditData\nAuditData,{}\nAuditData,\n1,{}\n",
        Csv,
        &["2 record {}", "3 EmptyAuditData AuditData,", "4 record {}"],
    );
}

#[test]
fn a_quote_that_is_not_closed_does_not_hide_its_row() {
    check(
        "Id,AuditData\n1,{}\n\"2,{}\n\"3\",\"{}\"\n4,{}\n",
        Csv,
        &["2 record {}", "3 record {}", "5 record {}"],
    );
}
