using System.Security.Cryptography;
using System.Text;

namespace Swarm.Backends.Tests.Server;

/// <summary>A repository in memory.</summary>
public sealed class ServerRepository(string owner, string name)
{
    public string Owner { get; } = owner;

    public string Name { get; } = name;

    public string FullName => $"{Owner}/{Name}";

    public string DefaultBranch { get; set; } = "main";

    public bool IsPrivate { get; set; } = true;

    public bool CanPush { get; set; } = true;

    /// <summary>Full names, such as refs/heads/main, and what they point at.</summary>
    public Dictionary<string, ServerObject> References { get; } = [];

    /// <summary>Annotated tags by their own object id.</summary>
    public Dictionary<string, ServerObject> Tags { get; } = [];

    /// <summary>Files by commit and path.</summary>
    public Dictionary<(string Commit, string Path), byte[]> Files { get; } = [];

    /// <summary>Blobs by id.</summary>
    public Dictionary<string, byte[]> Blobs { get; } = [];

    /// <summary>Workflows by file name.</summary>
    public Dictionary<string, ServerWorkflow> Workflows { get; } = [];

    public Dictionary<long, ServerRun> Runs { get; } = [];

    public Dictionary<string, ServerEnvironment> Environments { get; } = [];

    /// <summary>Commits a workflow to a branch and registers it.</summary>
    public string CommitWorkflow(string fileName, string content, string branch = "main")
    {
        var commit = Id($"{branch}:{fileName}:{content}");
        References[$"refs/heads/{branch}"] = new ServerObject("commit", commit);
        Files[(commit, $".github/workflows/{fileName}")] = Encoding.UTF8.GetBytes(content);
        Workflows.TryAdd(fileName, new ServerWorkflow(Workflows.Count + 101, fileName));
        return commit;
    }

    /// <summary>Makes an annotated tag of what is given.</summary>
    public string TagAnnotated(string tag, ServerObject target)
    {
        var id = Id($"tag:{tag}:{target.Sha}");
        Tags[id] = target;
        References[$"refs/tags/{tag}"] = new ServerObject("tag", id);
        return id;
    }

    /// <summary>An id of 40 hex digits for a text.</summary>
    public static string Id(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
}
