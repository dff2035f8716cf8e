BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
    $broker = @{ Broker = '127.0.0.1:7443'; Pin = "sha256:$('0' * 64)" }
}
AfterAll { Exit-Scene }

Describe 'New-SwarmTicket' {
    It 'writes nothing with -WhatIf' {
        New-SwarmTicket @broker -WhatIf | Should -BeNullOrEmpty
        Test-Path ticket.jws | Should -BeFalse
    }

    It 'writes the ticket and the worker''s key, and shows neither' {
        $ticket = New-SwarmTicket @broker -AllowedHost '*.example.org' -AllowedPort 443 -ExpiresAfter 600
        $ticket.TicketId | Should -Match '^ticket-'
        $ticket.AllowedHost | Should -Be '*.example.org'
        ($ticket.ExpiresAt - $ticket.IssuedAt).TotalSeconds | Should -Be 600
        $shown = $ticket | Format-List * | Out-String -Width 10000
        $shown | Should -Not -Match ([regex]::Escape((Get-Content ticket.jws -Raw).Split('.')[2].Trim()))
        $shown | Should -Not -Match 'secret'
        if (-not $IsWindows) {
            (Get-Item ticket.jws, ticket.jws.key).UnixMode | Should -Be '-rw-------', '-rw-------'
        }
    }

    It 'never replaces a file' {
        New-SwarmTicket @broker -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }

    It 'takes rules from a policy, and a worker''s own key' {
        New-SwarmPolicy ./web.json -AllowedHost www.example.org -AllowedPort 80, 443 | Out-Null
        $ticket = New-SwarmTicket ./own.jws @broker -Policy ./web.json -AllowedPort 443 -WorkerKey (Get-SwarmKey default).OperatorKey -RunId run-1
        $ticket.AllowedHost | Should -Be www.example.org
        $ticket.AllowedPort | Should -Be 443
        $ticket.WorkerKeyPath | Should -BeNullOrEmpty
        Test-Path own.jws.key | Should -BeFalse
    }

    It 'refuses what does not hold, and writes nothing' {
        New-SwarmTicket ./bad.jws @broker -ExpiresAfter (New-TimeSpan -Days 8) -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmRouteTicketInvalid,*'
        New-SwarmTicket ./bad.jws @broker -AllowedHost 'Not A Host' -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        New-SwarmTicket ./bad.jws -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike 'No broker of yours*'
        Test-Path bad.jws, bad.jws.key | Should -Not -Contain $true
    }
}
