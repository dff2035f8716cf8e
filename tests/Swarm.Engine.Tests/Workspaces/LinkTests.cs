using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>Links of a workspace: what leads into its source leads into the copy; the rest stays and is named.</summary>
public sealed class LinkTests : IDisposable
{
    private readonly Scene _scene = new();
    private readonly List<string> _warnings = [];

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_link_into_the_source_leads_into_the_copy()
    {
        Scene.NeedUnix();
        var source = Path.GetDirectoryName(_scene.Write("project/data/file", "original\n"))!;
        var project = Path.GetDirectoryName(source)!;
        Directory.CreateDirectory(Path.Combine(project, "deep/er"));
        File.CreateSymbolicLink(Path.Combine(project, "deep/er/absolute"), Path.Combine(project, "data/file"));
        File.CreateSymbolicLink(Path.Combine(project, "deep/back"), "../../project/data/file");
        Directory.CreateSymbolicLink(Path.Combine(project, "deep/whole"), project);
        Directory.CreateSymbolicLink(Path.Combine(_scene.Folder, "alias"), "project");
        File.CreateSymbolicLink(Path.Combine(project, "through"), Path.Combine(_scene.Folder, "alias/data/file"));

        foreach (var (name, path) in new[] { ("project", "deep/er/absolute"), ("project", "deep/back"), ("project", "deep/whole/data/file"), ("alias", "through"), ("alias", "deep/er/absolute") })
        {
            var run = await _scene.RunAsync(new RunRequest { Workspace = name, Step = Scene.Shell($"cat {path} && echo changed > {path} && cat data/file"), Warning = _warnings.Add });
            Assert.Equal("original\nchanged\n", await _scene.LogAsync(run.Record.RunId));
        }

        Assert.Equal("original\n", File.ReadAllText(Path.Combine(source, "file")));
    }

    [Fact]
    public async Task Links_that_lead_out_stay_and_are_named()
    {
        Scene.NeedUnix();
        _scene.Write("project/file", "x");
        foreach (var (name, target) in new[] { ("python", "/usr/bin/python3"), ("up", "../outside"), ("inner", "file"), ("dangling", "nowhere") })
        {
            File.CreateSymbolicLink(Path.Combine(_scene.Folder, "project", name), target);
        }

        var run = await _scene.RunAsync(new RunRequest { Workspace = "project", Step = Scene.Shell("readlink python up inner dangling"), Warning = _warnings.Add });

        Assert.Equal("/usr/bin/python3\n../outside\nfile\nnowhere\n", await _scene.LogAsync(run.Record.RunId));
        var warning = Assert.Single(_warnings);
        Assert.Contains("'python' -> '/usr/bin/python3'", warning, StringComparison.Ordinal);
        Assert.Contains("'up' -> '../outside'", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("inner", warning, StringComparison.Ordinal);
    }
}
