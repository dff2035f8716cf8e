using System.Collections;
using System.Reflection;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.Engine.Configuration;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trees;
using Swarm.Engine.Trust;
using Swarm.Execution.Steps;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Tests.Secrets;

/// <summary>No key, capability or seed is in the open anywhere: store, logs, errors, texts of objects, environment, process list.</summary>
public sealed class CanaryTests : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Seed = "the canary in the seed of the run"u8.ToArray();

    private readonly Scene _scene = new();
    private readonly List<(string Where, string Text)> _seen = [];

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task No_secret_is_in_the_open()
    {
        Scene.NeedUnix("ps");
        var runs = await RunAsync();
        await FailAsync(runs[0].Record.NodeId!);
        var needles = new Needles(_scene, Seed);
        Assert.InRange(needles.Count, 100, 100_000);
        Assert.True(needles.IsIn("x" + Convert.ToBase64String(Seed.Span)));

        foreach (var file in Directory.EnumerateFiles(_scene.Folder, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(Path.Combine(_scene.Home, "keys"), StringComparison.Ordinal)))
        {
            needles.AssertAbsent(File.ReadAllBytes(file), file);
        }

        foreach (var (where, text) in _seen)
        {
            needles.AssertAbsent(text, where);
        }

        foreach (var run in runs)
        {
            needles.AssertAbsent(await _scene.LogAsync(run.Record.RunId), "the log");
            needles.AssertAbsent(Scene.HashTree(_scene.Export(run.Record.NodeId!)), "the workspace");
        }
    }

    private async Task<IReadOnlyList<RunInfo>> RunAsync()
    {
        _scene.Write("project/a.txt", "input");
        var step = Scene.Shell("env; ps axeww -o args; cat /proc/$PPID/environ /proc/$PPID/cmdline 2>/dev/null | tr '\\0' '\\n'; ls -laR ..; cat ../script/* 2>/dev/null; echo x > f");
        var lines = new Lines();
        var runs = new List<RunInfo>
        {
            await _scene.RunAsync(new RunRequest { Label = "base", Workspace = "project", Seed = Seed, Step = step, Output = lines, Warning = text => Keep("a warning", text), Progress = phase => Keep("progress", phase) }),
        };
        _scene.Session.Nodes.Fork(new NodeReference("base"), "try");
        runs.Add(await _scene.RunAsync(new RunRequest { Node = new("try"), Step = step, Output = lines }));
        runs.Add(await _scene.RunAsync(new RunRequest { Node = new("base"), Seed = Seed, Step = Scene.Shell("exit 3") }));
        foreach (var line in lines.All)
        {
            Keep("the output", line);
        }

        foreach (var run in runs)
        {
            Keep("a run", run);
            Keep("a verdict", _scene.Session.Trust.VerifyNode(new NodeReference(run.Record.NodeId!), new VerifyRequest { Recurse = true }, Scene.Cancellation));
            Keep("a state", _scene.Session.States.Inspect(new NodeReference(run.Record.NodeId!), Scene.Cancellation));
        }

        Keep("the nodes", _scene.Session.Nodes.List());
        Keep("the runs", _scene.Session.Runs.List());
        Keep("the heads", _scene.Session.Nodes.ListHeads());
        Keep("a tree", _scene.Session.Nodes.Draw(reference: null, TreeFormat.Text));
        Keep("a session", _scene.Session);
        Keep("its options", _scene.Options());
        Keep("a request", new RunRequest { Step = step, Seed = Seed });
        Keep("a setup", StoreSetup.Ensure(_scene.Options()));
        Keep("the settings", new SwarmHome(_scene.Variables.GetValueOrDefault).Show());
        using var store = _scene.OpenStore();
        Keep("a store", store);
        Keep("its keys", store.Keys);
        Keep("a sealing key", store.Keys.Sealing);
        Keep("a signing key", store.Keys.Signing);
        foreach (var node in store.ListNodes())
        {
            foreach (var kind in Enum.GetValues<Cryptography.Ratchet.RatchetKind>())
            {
                using var capability = store.OpenCapability(node, kind);
                Keep("a capability", capability);
                Keep("its JSON", JsonSerializer.Serialize(capability));
                Keep("its chain", capability.Chain);
            }
        }

        return runs;
    }

    // Errors of every kind that touches a secret, with all that they carry.
    private async Task FailAsync(string node)
    {
        using var store = _scene.OpenStore();
        var nodes = store.ListNodes().Where(record => record.RunId is not null).ToArray();
        using var capability = store.OpenCapability(nodes[0], Cryptography.Ratchet.RatchetKind.State);
        Keep("an error", Assert.Throws<SwarmException>(() => store.ReadManifest(nodes[1], capability)));
        var file = _scene.Layout.NodeFile(node, NodeFiles.NextTokens);
        var tokens = File.ReadAllText(file);
        File.WriteAllText(file, tokens.Replace("A", "B", StringComparison.Ordinal));
        Keep("an error", await Assert.ThrowsAsync<SwarmException>(() => _scene.ResumeAsync(node, "true")));
        File.WriteAllText(file, tokens);
        Keep("an error", await Assert.ThrowsAsync<SwarmException>(() => _scene.RunAsync(new RunRequest { Step = Scene.Shell("date +%N"), Seed = Seed, Label = "a b" })));
        Keep("an error", await Assert.ThrowsAsync<SwarmException>(() => _scene.RunAsync(new RunRequest { Step = new() { Command = ["no-such-program"] }, Seed = Seed })));
        Assert.Equal("succeeded", (await _scene.RunAsync(new RunRequest { Step = Scene.Shell("date +%N"), Seed = Seed })).Record.Status);
        Keep("an error", await Assert.ThrowsAsync<SwarmException>(() => _scene.RunAsync(new RunRequest { Step = Scene.Shell("date +%N"), Seed = Seed })));
        var secret = Directory.GetFiles(Path.Combine(_scene.Home, "keys"), "*", SearchOption.AllDirectories).Single(path => !path.EndsWith("public.json", StringComparison.Ordinal));
        var text = File.ReadAllText(secret);
        File.WriteAllText(secret, text + "}");
        var damaged = await Record.ExceptionAsync(async () =>
        {
            using var session = _scene.Open();
            await session.Runs.RunAsync(new RunRequest { Step = Scene.Shell("true") }, Scene.Cancellation);
        });
        Keep("an error", Assert.IsType<SwarmException>(damaged));
        File.WriteAllText(secret, text);
    }

    private void Keep(string where, object value)
    {
        Walk(where, value, 0, new HashSet<object>(ReferenceEqualityComparer.Instance));
    }

    // The text of the object and of all that its public properties reach.
    private void Walk(string where, object? value, int depth, HashSet<object> visited)
    {
        if (value is null || depth > 6 || value is Delegate or Type or MemberInfo or CancellationToken || (!value.GetType().IsValueType && !visited.Add(value)))
        {
            return;
        }

        if (value is ReadOnlyMemory<byte>)
        {
            return; // Bytes are data, not text; the request's own seed is the caller's.
        }

        _seen.Add((where, value.ToString() ?? string.Empty));
        if (value is string || value.GetType().IsPrimitive || value.GetType().IsEnum)
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Walk(where, item, depth + 1, visited);
            }

            return;
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike))
        {
            object? inner;
            try
            {
                inner = property.GetValue(value);
            }
            catch (TargetInvocationException exception)
            {
                inner = exception.InnerException?.Message;
            }

            Walk($"{where}.{property.Name}", inner, depth + 1, visited);
        }
    }

    private sealed class Lines : IStepOutput
    {
        public List<string> All { get; } = [];

        public void WriteLines(IReadOnlyList<string> lines) => All.AddRange(lines);
    }
}
