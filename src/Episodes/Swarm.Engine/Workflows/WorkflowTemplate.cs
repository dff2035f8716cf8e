using System.Text;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Workflows;

/// <summary>The workflows that ship with Swarm: what a runner does with one sealed request.</summary>
public static class WorkflowTemplate
{
    /// <summary>The secret, or protected variable, that holds the runner's sealing key.</summary>
    public const string SecretName = Remote.RunnerIdentity.Variable;

    /// <summary>The environment whose secret the sealing key is.</summary>
    public const string EnvironmentName = "swarm";

    private const string VersionMark = "@VERSION@";

    /// <summary>Gives a workflow's text, which installs this version of Swarm.</summary>
    /// <param name="host">Whose runners execute it.</param>
    public static string Read(WorkflowHost host)
    {
        var type = typeof(WorkflowTemplate);
        using var stream = type.Assembly.GetManifestResourceStream(type, host == WorkflowHost.GitHub ? "swarm-run.yml" : "swarm.gitlab-ci.yml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Replace(VersionMark, SessionOptions.Version, StringComparison.Ordinal);
    }

    /// <summary>The workflow's file, from the repository's root, with forward slashes.</summary>
    /// <param name="host">Whose runners execute it.</param>
    public static string PathOf(WorkflowHost host) => host == WorkflowHost.GitHub ? ".github/workflows/swarm-run.yml" : ".gitlab-ci.yml";
}
