using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;
using Swarm.Networking.Tests.Support;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Tickets;

public sealed class TicketRevocationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ListFile => _folder.File("revoked.json");

    [Fact]
    public void What_one_revokes_another_sees_at_once()
    {
        var (one, other) = (new TicketRevocations(ListFile), new TicketRevocations(ListFile));
        var ids = Enumerable.Range(0, 5).Select(_ => NewId()).ToArray();
        Assert.False(other.Contains(ids[0]));
        foreach (var id in ids)
        {
            one.Revoke(id);
            Assert.True(other.Contains(id));
            Assert.False(other.Contains(NewId()));
        }

        one.Revoke(ids[0]);
        Assert.Equal(5, File.ReadAllText(ListFile).Split("ticket-").Length - 1);
    }

    [Fact]
    public void None_is_lost_where_many_revoke_at_once()
    {
        var ids = Enumerable.Range(0, 40).Select(_ => NewId()).ToArray();
        Parallel.ForEach(ids, id => new TicketRevocations(ListFile).Revoke(id));
        var list = new TicketRevocations(ListFile);
        Assert.All(ids, id => Assert.True(list.Contains(id)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"type\":\"swarm-revoked-tickets-v2\",\"revoked\":[]}")]
    [InlineData("{\"type\":\"swarm-revoked-tickets-v1\",\"revoked\":[\"x\"]}")]
    [InlineData("{\"type\":\"swarm-revoked-tickets-v1\",\"revoked\":[],\"more\":1}")]
    public void A_damaged_list_lets_no_ticket_count(string content)
    {
        var list = new TicketRevocations(ListFile);
        list.Revoke(NewId());
        File.WriteAllText(ListFile, content);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(ErrorCode.RouteTicketRevoked, Assert.Throws<SwarmException>(() => list.Contains(NewId())).ErrorCode);
        }

        Assert.Throws<SwarmException>(() => list.Revoke(NewId()));
    }

    [Fact]
    public void A_list_that_is_gone_lets_no_ticket_count()
    {
        var list = new TicketRevocations(ListFile);
        list.Revoke(NewId());
        File.Delete(ListFile);
        Assert.Equal(ErrorCode.RouteTicketRevoked, Assert.Throws<SwarmException>(() => list.Contains(NewId())).ErrorCode);
    }

    [Fact]
    public void What_is_no_ticket_is_not_revoked() =>
        Assert.Equal(ErrorCode.RouteTicketInvalid, Assert.Throws<SwarmException>(() => new TicketRevocations(ListFile).Revoke("ticket-1")).ErrorCode);

    public void Dispose() => _folder.Dispose();

    private static string NewId() => Identifier.Create(Identifier.TicketPrefix, RandomSource.System);
}
