use super::Pattern;

#[test]
fn patterns_fit_in_any_case_and_with_one_star() {
    let fits = |pattern: &'static str, address| Pattern::new(pattern).matches(address);
    assert!(fits("refused@sandbox.test", "Refused@SANDBOX.test"));
    assert!(!fits(
        "refused@sandbox.test",
        "refused@sandbox.test.example"
    ));
    assert!(fits("*@sandbox.test", "ada@sandbox.test"));
    assert!(fits("slow*", "slow-today@sandbox.test"));
    assert!(!fits("ab*ba", "aba"));
    assert!(fits("*", "anybody@anywhere.example") && fits("*", ""));
    assert!(fits("", "") && !fits("", "ada@sandbox.test"));
}
