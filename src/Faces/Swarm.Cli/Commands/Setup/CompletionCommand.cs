using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Completion;
using Swarm.Cli.Output;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Writes the script by which a shell completes the command.</summary>
internal sealed class CompletionCommand : ImmediateCommand
{
    private readonly Argument<string> _shell = new("SHELL") { Description = $"The shell: {string.Join(", ", CompletionScripts.Shells)}." };

    public CompletionCommand()
        : base("completion", "Write the script by which a shell completes commands, options, nodes, runs and labels.")
    {
        _shell.AcceptOnlyFromAmong(CompletionScripts.Shells);
        Add(_shell);
        Examples =
        [
            "source <(swarm completion bash)",
            "source <(swarm completion zsh)",
            "swarm completion fish | source",
            "swarm completion pwsh | Out-String | Invoke-Expression",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var script = CompletionScripts.Read(invocation.Require(_shell));
        return invocation.Write(new Report
        {
            Json = json => json.Text("script", script),
            Text = text =>
            {
                foreach (var line in script.TrimEnd().Split('\n'))
                {
                    text.Line(line.TrimEnd('\r'));
                }
            },
        });
    }
}
