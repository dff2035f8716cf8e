using Swarm.Execution.Confinement;

namespace Swarm.Execution.Tests.Confinement;

public sealed class ConfinedFilesTests
{
    [Theory]
    [InlineData(ConfinementMethod.Unshare)]
    [InlineData(ConfinementMethod.Bubblewrap)]
    public async Task A_confined_step_runs_and_says_how_it_was_confined(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        var outcome = await scene.ShellAsync("pwd; touch made; exit 5");
        Assert.True(outcome.ExitCode == 5, scene.Log);
        Assert.Equal(scene.Workspace + "\n", scene.Log);
        Assert.True(File.Exists(Path.Combine(scene.Workspace, "made")));
        Assert.StartsWith("linux-namespaces user+mnt+pid+ipc+uts+net", outcome.Confinement!.ToString(), StringComparison.Ordinal);
    }
}
