using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;
using Swarm.Networking.Tests.Support;
using static Swarm.Networking.Tests.Support.RelayScene;

namespace Swarm.Networking.Tests.Relay;

public sealed class ReceiptedRouteTests
{
    [Fact]
    public async Task A_provider_keeps_a_receipt_of_every_decision()
    {
        using var folder = new TemporaryFolder();
        using var log = new ReceiptLog(folder.File("receipts.jsonl"));
        await using (var scene = RelayScene.Create())
        {
            await scene.StartProviderAsync(options => options with
            {
                MakeRoute = claims => new ReceiptedRoute(new DirectRoute([claims.Rules]), log, TimeProvider.System),
            });
            await using var origin = Origin.Echo();
            var route = scene.Route();
            await using (var connection = await ConnectAsync(route, origin.Destination))
            {
                await connection.WriteAsync("twelve bytes"u8.ToArray(), Token);
                await connection.CompleteWritesAsync(Token);
                await ReadAllAsync(connection);
            }

            await UntilAsync(() => log.Count == 1);
            await route.OpenAsync(new Destination("10.0.0.1", 80), Token);
            log.Complete();
            var receipts = Read(folder.File("receipts.jsonl"));
            Assert.Equal(("allowed", "127.0.0.1", 12L, 12L), (receipts[0].Verdict, receipts[0].Host, receipts[0].BytesUp, receipts[0].BytesDown));
            Assert.Equal(("denied", "private", "10.0.0.1"), (receipts[1].Verdict, receipts[1].Rule, receipts[1].Address));
        }
    }

    [Fact]
    public async Task Without_a_place_for_a_receipt_nothing_is_dialled()
    {
        using var folder = new TemporaryFolder();
        using var log = new ReceiptLog(folder.File("receipts.jsonl"), most: 1);
        await using var origin = Origin.Echo();
        await using var route = new ReceiptedRoute(new DirectRoute([new() { Ranges = ["127.0.0.0/8"] }]), log, TimeProvider.System);
        await using var connection = await ConnectAsync(route, origin.Destination);
        var answer = await route.OpenAsync(origin.Destination, Token);
        Assert.Equal((RouteVerdict.Denied, "no_receipt"), (answer.Verdict, answer.Rule));
        await UntilAsync(() => origin.Connections == 1);
    }

    private static List<Receipt> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return [.. ReceiptReader.Read(file, "log")];
    }
}
