using System.Text;
using Swarm.Core.Locks;

namespace Swarm.Core.Tests.Locks;

public sealed class OwnerFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-core-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "run.owner");

    [Fact]
    public void Its_process_is_alive_while_it_holds_it_under_whatever_name()
    {
        using var owner = OwnerFile.Create(Path);
        Assert.Equal(OwnerState.Alive, OwnerFile.Judge(Path));
        owner.MoveTo(Path + ".moved.owner");
        Assert.Equal(OwnerState.Absent, OwnerFile.Judge(Path));
        Assert.Equal(OwnerState.Alive, OwnerFile.Judge(Path + ".moved.owner"));
        owner.Delete();
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_free_lock_alone_proves_no_death()
    {
        OwnerFile.Create(Path).Dispose();
        Assert.Equal(OwnerState.Unproven, OwnerFile.Judge(Path));
    }

    [Fact]
    public void Another_process_of_the_same_number_is_not_its_process() => Expect(OwnerState.Dead, owner => owner with { StartedAt = owner.StartedAt - 1 });

    [Fact]
    public void A_number_that_nobody_has_is_dead() => Expect(OwnerState.Dead, owner => owner with { ProcessId = int.MaxValue });

    [Fact]
    public void Another_boot_of_this_machine_ended_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This system has no id of a boot.");
        Expect(OwnerState.Dead, owner => owner with { Boot = "00000000-0000-0000-0000-000000000000" });
    }

    [Fact]
    public void Of_another_machine_nothing_can_be_told() =>
        Expect(OwnerState.Unproven, owner => owner with { Machine = "another", Boot = "00000000-0000-0000-0000-000000000000", ProcessId = int.MaxValue });

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void What_names_nobody_proves_nothing(string content)
    {
        File.WriteAllText(Path, content);
        Assert.Equal(OwnerState.Unproven, OwnerFile.Judge(Path));
    }

    [Fact]
    public void What_ended_makers_left_is_removed_and_what_is_being_made_stays()
    {
        using var owner = OwnerFile.Create(Path);
        owner.MoveTo(Path + ".live.tmp");
        File.WriteAllBytes(Path + ".begun.tmp", []);
        File.WriteAllBytes(Path + ".dead.tmp", (ProcessIdentity.Current with { ProcessId = int.MaxValue }).Serialize());
        File.WriteAllBytes(Path + ".elsewhere.tmp", (ProcessIdentity.Current with { Machine = "another", Boot = string.Empty }).Serialize());
        using var begun = FileLock.TryTake(Path + ".held.tmp", isExclusive: true);

        OwnerFile.RemoveUnfinished(_folder);

        Assert.Equal(["run.owner.elsewhere.tmp", "run.owner.held.tmp", "run.owner.live.tmp"], Directory.GetFiles(_folder).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_lock_keeps_others_out_until_it_is_let_go()
    {
        FileLock.Prove(Path);
        using (var first = FileLock.TryTake(Path, isExclusive: false))
        {
            using var second = FileLock.TryTake(Path, isExclusive: false);
            Assert.NotNull(second);
            Assert.Null(FileLock.TryTake(Path, isExclusive: true));
            FileLock.Prove(Path);
        }

        using var alone = FileLock.TryTake(Path, isExclusive: true);
        Assert.NotNull(alone);
        Assert.Null(FileLock.TryTake(Path, isExclusive: false));
        FileLock.Prove(Path);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Expect(OwnerState state, Func<ProcessIdentity, ProcessIdentity> change)
    {
        File.WriteAllBytes(Path, change(ProcessIdentity.Current).Serialize());
        Assert.True(state == OwnerFile.Judge(Path), $"{OwnerFile.Judge(Path)}: {Encoding.UTF8.GetString(File.ReadAllBytes(Path))}");
    }
}
