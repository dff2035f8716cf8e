BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
    $origin = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $origin.Start()
    $port = $origin.LocalEndpoint.Port
    New-SwarmPolicy ./loopback.json -AllowedRange 127.0.0.0/8 | Out-Null
}
AfterAll {
    $origin.Stop()
    Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Test-SwarmRoute' {
    It 'denies what no rule opens' {
        $verdict = Test-SwarmRoute 127.0.0.1 $port
        $verdict.IsAllowed | Should -BeFalse
        $verdict.Rule | Should -Be loopback
        $verdict.ErrorCode | Should -Be ROUTE_DENIED
        Test-SwarmRoute 0x7f.1 $port -Quiet | Should -BeFalse
        $origin.Pending() | Should -BeFalse
    }

    It 'applies a policy' {
        $verdict = Test-SwarmRoute 127.0.0.1 $port -Policy ./loopback.json
        $verdict.Verdict | Should -Be allowed
        $verdict.Address | Should -Be 127.0.0.1
        $verdict.Reason | Should -BeNullOrEmpty
        Test-SwarmRoute 127.0.0.1 $port -Policy ./loopback.json -Quiet | Should -BeTrue
    }

    It 'goes through broker and provider by a ticket, until it is revoked' {
        Start-SwarmBroker -Port 0 | Out-Null
        Start-SwarmProvider -Policy ./loopback.json -ReceiptPath ./receipts.jsonl | Out-Null
        $ticket = New-SwarmTicket -AllowedRange 127.0.0.0/8
        $verdict = Test-SwarmRoute 127.0.0.1 $port -TicketPath ./ticket.jws
        $verdict.RouteMode | Should -Be client_exit
        $verdict.IsAllowed | Should -BeTrue
        (Test-SwarmRoute 10.0.0.1 443 -TicketPath ./ticket.jws).Rule | Should -Be private
        $ticket | Revoke-SwarmTicket | Out-Null
        $verdict = Test-SwarmRoute 127.0.0.1 $port -TicketPath ./ticket.jws
        $verdict.ErrorCode | Should -Be ROUTE_TICKET_REVOKED
        $verdict.IsAllowed | Should -BeFalse
        Stop-SwarmProvider -Grace 1 | Out-Null
        $receipts = Get-Content ./receipts.jsonl | ConvertFrom-Json
        # Each is written when its connection is over.
        $receipts.verdict | Sort-Object | Should -Be allowed, denied
    }

    It 'says that the broker is gone' {
        New-SwarmTicket ./gone.jws | Out-Null
        Stop-SwarmBroker -Grace 1 | Out-Null
        (Test-SwarmRoute 127.0.0.1 $port -TicketPath ./gone.jws -Timeout 20).ErrorCode | Should -Be ROUTE_UNAVAILABLE
    }
}
