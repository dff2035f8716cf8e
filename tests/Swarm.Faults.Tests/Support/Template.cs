using System.Text.Json;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;

namespace Swarm.Faults.Tests.Support;

/// <summary>A small store with a history, from which each fault gets a copy: two nodes, one that was removed, and a bundle.</summary>
internal sealed class Template : IAsyncDisposable
{
    private readonly Place _place = new();

    private Template()
    {
    }

    public string Folder => _place.Folder;

    /// <summary>The nodes that every store has to give back, and what their workspaces hold.</summary>
    public Dictionary<string, string> Nodes { get; } = new(StringComparer.Ordinal);

    public static async Task<Template> CreateAsync()
    {
        var template = new Template();
        var place = template._place;
        place.Write("input/greeting", "hello\n");
        place.Write("input/sub/large", string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number}\n")));
        var first = NodeOf(await place.ExpectAsync("run", "launch", "--json", "--workspace", place["input"], "--label", "base", "--", "sh", "-c", Step("first")));
        var second = NodeOf(await place.ExpectAsync("run", "resume", "--json", "--node", "branch:base", "--", "sh", "-c", Step("second")));
        await place.ExpectAsync("run", "resume", "--json", "--node", second, "--label", "waste", "--", "sh", "-c", "head -c 300000 /dev/urandom > waste");
        await place.ExpectAsync("run", "fork", "--json", "--node", second, "--label", "spare");
        await place.ExpectAsync("bundle", "export", "--node", second, "--to", place["bundle.age"]);
        await place.ExpectAsync("run", "remove", "--node", "branch:waste");
        using var session = place.Open();
        foreach (var node in new[] { first, second })
        {
            template.Nodes[node] = Hash(session, node, place["export"]);
        }

        return template;
    }

    /// <summary>A step that changes state, workspace and response.</summary>
    public static string Step(string name) => $"echo {name} > {name}; echo {name} > \"$SWARM_OUTPUT\"; head -c 5000 /dev/urandom > noise";

    public static string NodeOf(string output)
    {
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        return (root.GetProperty("node_id").GetString() ?? root.GetProperty("nodes")[0].GetProperty("node_id").GetString())!;
    }

    /// <summary>Restores a node, and says what came back.</summary>
    public static string Hash(SwarmSession session, string node, string folder)
    {
        session.States.ExportWorkspace(new NodeReference(node), folder, CancellationToken.None);
        var lines = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}");
        var text = string.Join('\n', lines);
        Directory.Delete(folder, recursive: true);
        return text;
    }

    public ValueTask DisposeAsync()
    {
        _place.Dispose();
        return ValueTask.CompletedTask;
    }
}
