using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Disks;

/// <summary>A disk without a free byte: what gives room back works there.</summary>
public sealed class FullDiskTests
{
    [Theory]
    [InlineData("run remove --node branch:spare", "store optimize")]
    [InlineData("store optimize")]
    [InlineData("store repair", "store optimize")]
    public async Task Room_is_given_back(params string[] commands)
    {
        Tool.Require("unshare", "mount", "cp", "dd");
        await using var template = await Template.CreateAsync();
        using var place = new Place();
        var swarm = string.Join(' ', Place.CommandLine([]).Select(word => $"'{word}'"));
        var script = $"""
            set -e
            mount -t tmpfs -o size=8m tmpfs '{place.Folder}' || exit 99
            cp -a '{template.Folder}/.' '{place.Folder}'
            cd '{place.Root}'
            dd if=/dev/zero of='{place["fill"]}' bs=4096 2>/dev/null || true
            test "$(stat -f -c %a '{place.Folder}')" = 0
            """ + "\n" + string.Join('\n', commands.Select(command => $"{swarm} {command}")) + "\n" + $"""
            test "$(stat -f -c %a '{place.Folder}')" -gt 0
            {swarm} store check
            """;
        var (code, output, error) = await Namespace.RunAsync(script, place.Variables);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{error}");
    }
}
