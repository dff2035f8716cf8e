using System.Diagnostics;
using System.Text.Json;
using Swarm.Core.Identifiers;

namespace Swarm.Workflows.Tests;

/// <summary>The runners as a program, for tests that are not of .NET.</summary>
public sealed class RunnerProgramTests
{
    [Fact]
    public async Task It_says_where_it_is_and_lives_until_its_input_ends()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Swarm.Workflows.Runner.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var cancel = TestContext.Current.CancellationToken;
        using var said = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(cancel))!);
        string Text(string name) => said.RootElement.GetProperty(name).GetString()!;
        Assert.Equal("octo/lab/.github/workflows/swarm-run.yml", WorkflowPin.Parse(Text("workflow_ref")).Path);
        Assert.StartsWith("age1", Text("recipient"), StringComparison.Ordinal);
        Assert.True(File.Exists(Text("trusted_root")));
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("User-Agent", "test");
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Text("token")}");
        Assert.Contains(Text("repository"), await client.GetStringAsync(new Uri($"{Text("host")}/api/v3/repos/{Text("repository")}"), cancel), StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        Assert.Equal(0, process.ExitCode);
        Assert.False(File.Exists(Text("trusted_root")));
    }
}
