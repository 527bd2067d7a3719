//! temp
use runout::{answers, engine::Plan, model, scenario::Scenario};
fn main() {
    let mut a = std::env::args().skip(1);
    let file = a.next().unwrap();
    let runs: u64 = a.next().unwrap().parse().unwrap();
    let threads = a.next().map(|t| t.parse().unwrap());
    let text = std::fs::read_to_string(&file).unwrap();
    let (s, src) = match Scenario::from_toml(&file, &text, &[]) { Ok(x) => x, Err(e) => { eprintln!("{e}"); return; } };
    let t0 = std::time::Instant::now();
    let m = match model::build(&s) { Ok(m) => m, Err(p) => { eprintln!("{}", p.render("error", &src, &file)); return; } };
    let t1 = std::time::Instant::now();
    let r = answers::Request { plan: Plan { runs, seed: 1, threads }, overrides: vec![] };
    let ans = answers::answer(&m, &r, &std::sync::atomic::AtomicBool::new(false), &|_| ()).unwrap();
    let t2 = std::time::Instant::now();
    println!("{}", serde_json::to_string_pretty(&ans).unwrap());
    eprintln!("build {:?} simulate {:?} = {:.2} M runs/s", t1 - t0, t2 - t1, runs as f64 / (t2 - t1).as_secs_f64() / 1e6);
}
