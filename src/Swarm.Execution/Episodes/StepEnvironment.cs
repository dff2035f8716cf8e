using System.Collections;
using Swarm.Execution.Folders;

namespace Swarm.Execution.Episodes;

/// <summary>The variables that a step sees.</summary>
internal static class StepEnvironment
{
    private const string Prefix = "SWARM_";

    /// <summary>
    /// The operator's own variables without any of Swarm's, which may name seeds and keys, then the caller's, then the run's.
    /// </summary>
    public static Dictionary<string, string> Build(EpisodeRequest request, string runId, RunFolder folder)
    {
        var comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var variables = new Dictionary<string, string>(comparer);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                variables[name] = (string?)variable.Value ?? string.Empty;
            }
        }

        foreach (var (name, value) in request.Environment)
        {
            variables[name] = value;
        }

        // A workspace that is no repository must not make git look for one above it.
        variables["GIT_CEILING_DIRECTORIES"] = folder.Path;
        variables["SWARM_RUN_ID"] = runId;
        variables["SWARM_NODE_ID"] = request.Parent?.NodeId ?? string.Empty;
        variables["SWARM_LABEL"] = request.Label;
        variables["SWARM_STATE"] = folder.StateFile;
        variables["SWARM_WORKSPACE"] = folder.Workspace;
        variables["SWARM_OUTPUT"] = folder.Output;
        return variables;
    }
}
