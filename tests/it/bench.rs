//! The load driver and the sink, with nothing in between: what they measure does happen.

use testsuite::bench::{Sink, Way, bulk, idle, latency, mails};

/// Both ways to a sink that runs beside the test.
async fn ways() -> (tempfile::TempDir, [Way; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let sink = Sink::bind(&ca).await.unwrap();
    let (clear, secure) = sink.addresses().unwrap();
    tokio::spawn(sink.serve());
    let secure = format!("tls://{secure}{}", ca.display());
    let ways = [format!("tcp://{clear}"), secure].map(|way| way.parse().unwrap());
    (folder, ways)
}

#[tokio::test]
async fn each_measure_comes_to_its_end() {
    let (_folder, ways) = ways().await;
    for way in &ways {
        let times = latency(way, None, 10).await.unwrap();
        assert_eq!(times.len(), 10);
        assert!(times.is_sorted());
        let (_, bytes) = bulk(way, None, 1_000_000).await.unwrap();
        assert!((1_000_000..1_100_000).contains(&bytes), "{bytes}");
        mails(way, None, 40).await.unwrap();
        let mut resting = idle(way, None, 50).await.unwrap();
        assert_eq!(resting.len(), 50);
        assert!(resting.try_join_next().is_none());
    }
}

#[tokio::test]
async fn a_way_that_leads_nowhere_is_an_error() {
    assert!("smoke://127.0.0.1:1".parse::<Way>().is_err());
    let nowhere: Way = "tcp://127.0.0.1:1".parse().unwrap();
    assert!(latency(&nowhere, None, 1).await.is_err());
}
