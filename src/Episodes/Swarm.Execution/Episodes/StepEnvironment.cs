using System.Collections;
using Swarm.Execution.Workspaces;

namespace Swarm.Execution.Episodes;

/// <summary>The variables that a step sees.</summary>
internal static class StepEnvironment
{
    private const string Prefix = "SWARM_";

    // A backend's own variables: tokens, addresses that take them, and files that steer the job.
    private static readonly string[] RunnerPrefixes =
        ["GITHUB_", "GH_", "ACTIONS_", "RUNNER_", "INPUT_", "CI_", "GITLAB_", "SSH_", "DOCKER_", "AWS_", "AZURE_", "GOOGLE_", "NPM_CONFIG_"];

    private static readonly string[] SecretWords = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY"];

    /// <summary>How this system compares variables' names.</summary>
    public static StringComparer Names { get; } = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>
    /// The operator's own variables without any of Swarm's, which may name seeds and keys, then the caller's, then the run's. Where
    /// the environment is to be clean, of the operator's only what programs need. On a backend's runner the variables are those of
    /// the job, and whatever there is or sounds like a secret is left out too.
    /// </summary>
    public static Dictionary<string, string> Build(EpisodeRequest request, string runId, StepPlaces places, bool isRunner, bool isClean)
    {
        var variables = new Dictionary<string, string>(Names);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var (name, value) = ((string)variable.Key, (string?)variable.Value ?? string.Empty);
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                // The step's repository lies in its workspace.
                && !GitPlaces.Contains(name)
                && !(isRunner && IsOfRunner(name))
                && (!isClean || NeededVariables.Contains(name, value)))
            {
                variables[name] = value;
            }
        }

        foreach (var (name, value) in request.Environment.Concat(request.Secrets))
        {
            variables[name] = value;
        }

        // A workspace that is no repository must not make git look for one above it.
        variables["GIT_CEILING_DIRECTORIES"] = places.Root;
        variables["SWARM_RUN_ID"] = runId;
        variables["SWARM_NODE_ID"] = request.Parent?.NodeId ?? string.Empty;
        variables["SWARM_LABEL"] = request.Label;
        variables["SWARM_STATE"] = places.StateFile;
        variables["SWARM_WORKSPACE"] = places.Workspace;
        variables["SWARM_OUTPUT"] = places.Output;
        return variables;
    }

    private static bool IsOfRunner(string name) =>
        Array.Exists(RunnerPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(SecretWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
