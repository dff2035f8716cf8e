namespace Swarm.Engine.Workflows;

/// <summary>What is left to do with the service's own tools: the environment, its secret, and the pin. None of it shows the key.</summary>
internal static class WorkflowCommands
{
    private const string Secret = WorkflowTemplate.SecretName;
    private const string Name = WorkflowTemplate.EnvironmentName;
    private const string MissingKeyFile = "KEY-FILE";

    public static IReadOnlyList<string> Of(WorkflowHost host, WorkflowShell shell, string? keyFile)
    {
        var file = Quote(keyFile ?? MissingKeyFile, shell);
        var path = WorkflowTemplate.PathOf(host);
        string[] push = [$"git add {path}", $"git commit -m \"Execute Swarm runs\" -- {path}", "git push"];
        return host == WorkflowHost.GitHub
            ? [.. push, .. GitHub(shell, file), Pin(shell, "$(gh repo view --json nameWithOwner --jq .nameWithOwner)", path)]
            : [.. push, .. GitLab(shell, file), Pin(shell, "GROUP/PROJECT", path)];
    }

    // The environment gives its secret to jobs of one branch alone.
    private static string[] GitHub(WorkflowShell shell, string file) =>
    [
        $"gh api --method PUT repos/{{owner}}/{{repo}}/environments/{Name} -F \"deployment_branch_policy[protected_branches]=false\" -F \"deployment_branch_policy[custom_branch_policies]=true\"",
        $"gh api --method POST repos/{{owner}}/{{repo}}/environments/{Name}/deployment-branch-policies -f name=main",
        shell == WorkflowShell.PowerShell ? $"Get-Content -Raw -LiteralPath {file} | gh secret set {Secret} --env {Name}" : $"gh secret set {Secret} --env {Name} < {file}",
    ];

    // A masked variable is one line: the key's own.
    private static string[] GitLab(WorkflowShell shell, string file) =>
    [
        shell == WorkflowShell.PowerShell
            ? $"(Get-Content -LiteralPath {file} | Select-Object -Last 1) | glab variable set {Secret} --scope {Name} --protected --masked"
            : $"tail -n 1 {file} | glab variable set {Secret} --scope {Name} --protected --masked",
    ];

    private static string Pin(WorkflowShell shell, string repository, string path) =>
        $"{(shell == WorkflowShell.PowerShell ? "Set-SwarmConfiguration" : "swarm config set")} workflow_ref \"{repository}/{path}@$(git rev-parse HEAD)\"";

    private static string Quote(string path, WorkflowShell shell) => path.All(character => char.IsAsciiLetterOrDigit(character) || "/._-:\\".Contains(character)) && !path.Contains('\\')
        ? path
        : shell == WorkflowShell.PowerShell ? $"'{path.Replace("'", "''", StringComparison.Ordinal)}'" : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
