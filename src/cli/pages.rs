//! Completions and the manual page, made from the definition of the arguments.

use super::args::Args;
use clap::CommandFactory as _;
use clap_mangen::Man;
use runout::error::{Error, Result};

/// The completion script of a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "runout", &mut script);
    script
}

/// One manual page with all commands: each is a section of its own, its parts subsections.
pub(super) fn man() -> Result<Vec<u8>> {
    roff().map_err(|reason| Error::Machine(format!("cannot write the manual page: {reason}")))
}

fn roff() -> std::io::Result<Vec<u8>> {
    // No help command: it would be a section that repeats all others.
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    let whole = Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for part in command.get_subcommands() {
        page.extend(format!(".SH \"RUNOUT {}\"\n", part.get_name().to_uppercase()).bytes());
        page.extend(subsections(part)?.bytes());
    }
    page.extend(examples(&command)?.bytes());
    whole.render_version_section(&mut page)?;
    Ok(page)
}

/// The sections of one command, one level down.
fn subsections(command: &clap::Command) -> std::io::Result<String> {
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    Ok((String::from_utf8_lossy(&text) + examples(command)?.as_str()).replace(".SH ", ".SS "))
}

/// What stands below the options in the help, its lines kept as they are; nothing if there is nothing.
fn examples(command: &clap::Command) -> std::io::Result<String> {
    if command.get_after_help().is_none() {
        return Ok(String::new());
    }
    let mut text = Vec::new();
    Man::new(command.clone()).render_extra_section(&mut text)?;
    Ok(String::from_utf8_lossy(&text).replace(".SH EXTRA\n", ".SH EXAMPLES\n.nf\n") + ".fi\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn the_manual_page_covers_every_command_and_flag() {
        let page = String::from_utf8(man().unwrap()).unwrap().replace("\\-", "-");
        for command in Args::command().get_subcommands() {
            assert!(page.contains(&format!("RUNOUT {}", command.get_name().to_uppercase())));
            for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(page.contains(&format!("--{flag}")), "{flag}");
            }
        }
        assert!(page.contains(".SS EXAMPLES\n.nf\nExamples:\n  runout run\n"));
        assert!(!page.contains("EXTRA"));
    }

    #[test]
    fn every_shell_has_completions() {
        for shell in clap_complete::Shell::value_variants() {
            assert!(String::from_utf8(completions(*shell)).unwrap().contains("no-charts"), "{shell}");
        }
    }
}
