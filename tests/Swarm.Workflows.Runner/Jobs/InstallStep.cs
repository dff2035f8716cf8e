using Swarm.Engine.Sessions;
using Swarm.Workflows.Runner.Files;

namespace Swarm.Workflows.Runner.Jobs;

/// <summary>
/// The one script that is replaced: the package that it installs is what is being tested. It has to be exactly the one that is
/// expected, and asks for exactly this version.
/// </summary>
internal static class InstallStep
{
    private const string Beginning = "dotnet tool install";
    private const string Rest = "echo \"$RUNNER_TEMP/swarm-tool\" >> \"$GITHUB_PATH\"\n";
    private const string Expected = "dotnet tool install Swarm.Cli --tool-path \"$RUNNER_TEMP/swarm-tool\" --version \"$SWARM_VERSION\"\n" + Rest;

    /// <summary>Gives the script that is run instead; the step's own for any other step.</summary>
    public static string Replace(WorkflowStep step, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> command)
    {
        var script = step.Run!.ReplaceLineEndings("\n");
        if (!script.Contains(Beginning, StringComparison.Ordinal))
        {
            return script;
        }

        if (script != Expected || variables["SWARM_VERSION"] != SessionOptions.Version)
        {
            throw new WorkflowFileException($"The step '{step.Name}' installs Swarm in another way than this runner knows.");
        }

        var line = string.Join(' ', command.Select(part => $"'{part}'"));
        return $"""
            mkdir "$RUNNER_TEMP/swarm-tool"
            cat > "$RUNNER_TEMP/swarm-tool/swarm" <<'END'
            #!/bin/sh
            exec {line} "$@"
            END
            chmod +x "$RUNNER_TEMP/swarm-tool/swarm"
            {Rest}
            """;
    }
}
